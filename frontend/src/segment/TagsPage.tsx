import { useLingui } from '@lingui/react/macro'
import { Archive, ArchiveRestore, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TagsPageArchiveMutation } from '../__generated__/TagsPageArchiveMutation.graphql'
import type { TagsPageQuery, TagsPageQuery$data } from '../__generated__/TagsPageQuery.graphql'
import type { TagsPageRestoreMutation } from '../__generated__/TagsPageRestoreMutation.graphql'
import { TagBadge } from '../book/ClientBadges'
import { WhatUsesButton } from '../book/WhatUsesButton'
import { count } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button, IconButton } from '../ui/Button'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useRight } from '../viewer/Viewer'
import { TagDialog } from './TagDialog'
import own from './TagsPage.module.css'

const WhatUses = lazy(() => import('../book/WhatUses').then((loaded) => ({ default: loaded.WhatUses })))
const TagRuleForm = lazy(() => import('./TagRuleDialog').then((loaded) => ({ default: loaded.TagRuleForm })))

const query = graphql`
  query TagsPageQuery {
    tags {
      id
      version
      name
      colour
      group
      description
      clientCount
      exclusiveGroup
      priority
      validDays
      ruleDecides
      ruleFault
      archivedAt
      rule {
        number
        sentence
      }
    }
  }
`
const archive = graphql`
  mutation TagsPageArchiveMutation($input: ArchiveInput!) {
    archiveTag(input: $input) {
      id
      version
      archivedAt
    }
  }
`
const restore = graphql`
  mutation TagsPageRestoreMutation($input: VersionedInput!) {
    restoreTag(input: $input) {
      id
      version
      archivedAt
    }
  }
`
export type ListedTag = TagsPageQuery$data['tags'][number]

/** The firm's tags: by what each is given, and how many clients bear it; a count leads to the clients behind it. */
export function TagsPage() {
  const { t, i18n } = useLingui()
  const [made, setMade] = useState(0)
  const { tags } = useLazyLoadQuery<TagsPageQuery>(query, {}, { fetchPolicy: 'store-and-network', fetchKey: made })
  const mayCreate = useRight('Mutation.createTag')
  const [edited, setEdited] = useState<ListedTag | 'new' | null>(null)
  const [ruled, setRuled] = useState<ListedTag | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const again = () => setMade((n) => n + 1)
  const used = tags.filter((tag) => !tag.archivedAt)
  const archived = tags.filter((tag) => tag.archivedAt)
  const rows = { onEdit: setEdited, onRule: setRuled, onFailure: setFailure, onChanged: again }
  return (
    <Page
      title={t`Tags`}
      count={count(used.length, i18n.locale)}
      actions={
        mayCreate && (
          <Button look="primary" onClick={() => setEdited('new')}>
            <Plus size={14} aria-hidden="true" />
            {t`New tag`}
          </Button>
        )
      }
    >
      {failure && <FailureLine failure={failure} />}
      {tags.length === 0 ? (
        <EmptyState scene="list" title={t`No tags yet.`}>
          {t`Tags mark what matters across clients: interests, events, risks.`}
        </EmptyState>
      ) : (
        <Rows label={t`Tags`} tags={used} {...rows} />
      )}
      {archived.length > 0 && (
        <section className={own.archived}>
          <h2>{t`Archived`}</h2>
          <Rows label={t`Archived`} tags={archived} {...rows} />
        </section>
      )}
      {edited && <TagDialog tag={edited === 'new' ? null : edited} onSaved={again} onClose={() => setEdited(null)} />}
      <Dialog
        title={ruled ? t`Rule of the tag ${ruled.name}` : ''}
        open={ruled !== null}
        onClose={() => setRuled(null)}
        size={860}
      >
        <Suspense fallback={<SkeletonRows rows={4} />}>
          {ruled && <TagRuleForm id={ruled.id} onSaved={again} onClose={() => setRuled(null)} />}
        </Suspense>
      </Dialog>
    </Page>
  )
}

type RowsProps = {
  label: string
  tags: readonly ListedTag[]
  onEdit: (tag: ListedTag) => void
  onRule: (tag: ListedTag) => void
  onFailure: (failure: Failure | null) => void
  onChanged: () => void
}

function Rows({ label, tags, onEdit, onRule, onFailure, onChanged }: RowsProps) {
  const { t, i18n } = useLingui()
  const mayChange = useRight('Mutation.updateTag')
  const mayRule = useRight('Mutation.setTagRule')
  const mayArchive = useRight('Mutation.archiveTag')
  const [runArchive, archiving] = useChange<TagsPageArchiveMutation>(archive)
  const [runRestore, restoring] = useChange<TagsPageRestoreMutation>(restore)
  const [named, setNamed] = useState<ListedTag | null>(null)
  const put = async (tag: ListedTag) => {
    const variables = { input: { id: tag.id, version: tag.version } }
    const outcome = tag.archivedAt ? await runRestore(variables) : await runArchive(variables)
    if (!outcome.ok && outcome.failure.params.problem === 'uses_break') return setNamed(tag)
    onFailure(outcome.ok ? null : outcome.failure)
    onChanged()
  }
  const archiveUsed = async ({ id, version }: ListedTag) => {
    const outcome = await runArchive({ input: { id, version, knowingly: true } })
    onChanged()
    return outcome.ok ? null : outcome.failure
  }
  return (
    <>
      <DataTable
        label={label}
        heads={[
          { id: 'name', title: t`Tag` },
          { id: 'group', title: t`Group`, wide: true },
          { id: 'how', title: t`Given by` },
          { id: 'description', title: t`Description`, wide: true },
          { id: 'count', title: t`Clients`, end: true },
          ...(mayChange || mayRule || mayArchive ? [{ id: 'does', title: t`Actions`, end: true }] : []),
        ]}
      >
        {tags.map((tag) => (
          <tr key={tag.id}>
            <td>
              <TagBadge name={tag.name} colour={tag.colour} />
            </td>
            <td className={wideCell}>{tag.group ?? '—'}</td>
            <td className={own.how}>
              <How tag={tag} />
            </td>
            <td className={wideCell}>{tag.description ?? '—'}</td>
            <td className={endCell}>
              {tag.clientCount == null ? (
                '—'
              ) : (
                <Link to={paths.clients({ tags: tag.id })}>{count(tag.clientCount, i18n.locale)}</Link>
              )}
            </td>
            {(mayChange || mayRule || mayArchive) && (
              <td className={endCell}>
                <span className={own.does}>
                  {mayRule && !tag.archivedAt && (
                    <Button small look="quiet" aria-haspopup="dialog" onClick={() => onRule(tag)}>
                      {t`Rule`}
                      <span className="sr-only"> {tag.name}</span>
                    </Button>
                  )}
                  {mayChange && !tag.archivedAt && (
                    <Button small look="quiet" aria-haspopup="dialog" onClick={() => onEdit(tag)}>
                      {t`Edit`}
                      <span className="sr-only"> {tag.name}</span>
                    </Button>
                  )}
                  <WhatUsesButton fact={tag.id} name={tag.name} />
                  {mayArchive && (
                    <IconButton
                      small
                      label={tag.archivedAt ? t`Bring back ${tag.name}` : t`Archive ${tag.name}`}
                      disabled={archiving || restoring}
                      onClick={() => put(tag)}
                    >
                      {tag.archivedAt ? (
                        <ArchiveRestore size={14} aria-hidden="true" />
                      ) : (
                        <Archive size={14} aria-hidden="true" />
                      )}
                    </IconButton>
                  )}
                </span>
              </td>
            )}
          </tr>
        ))}
      </DataTable>
      {named && (
        <Suspense fallback={null}>
          <WhatUses
            fact={named.id}
            name={named.name}
            onArchive={() => archiveUsed(named)}
            onClose={() => setNamed(null)}
          />
        </Suspense>
      )}
    </>
  )
}

/** By hand, or by which rule; and why a rule rests. */
function How({ tag }: { tag: ListedTag }) {
  const { t } = useLingui()
  const days = tag.validDays
  return (
    <>
      {tag.rule ? tag.rule.sentence : t`By hand`}
      {days != null && <Badge>{t`${days} days`}</Badge>}
      {tag.exclusiveGroup && <Badge>{t`One of ${tag.exclusiveGroup}`}</Badge>}
      {tag.ruleFault === 'unknown' && <Badge hue="red">{t`Rests: it names what is no more`}</Badge>}
      {tag.ruleFault === 'discloses' && <Badge hue="red">{t`Rests: readers of tags may not read what it uses`}</Badge>}
    </>
  )
}
