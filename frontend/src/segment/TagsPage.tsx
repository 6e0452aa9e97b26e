import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TagsPageMutation } from '../__generated__/TagsPageMutation.graphql'
import type { TagsPageQuery } from '../__generated__/TagsPageQuery.graphql'
import { TagBadge } from '../book/ClientBadges'
import { useWords } from '../book/words'
import { count } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DataTable, endCell } from '../ui/DataTable'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { TextField } from '../ui/TextField'
import { useRight } from '../viewer/Viewer'

const query = graphql`
  query TagsPageQuery {
    tags {
      id
      name
      colour
      group
      description
      clientCount
    }
  }
`
const mutation = graphql`
  mutation TagsPageMutation($input: CreateTagInput!) {
    createTag(input: $input) {
      id
      name
      colour
      group
      description
      clientCount
    }
  }
`

/** The firm's tags; a count leads to the clients behind it. */
export function TagsPage() {
  const { t, i18n } = useLingui()
  const { tags } = useLazyLoadQuery<TagsPageQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const mayCreate = useRight('Mutation.createTag')
  const [creating, setCreating] = useState(false)
  return (
    <Page
      title={t`Tags`}
      count={count(tags.length, i18n.locale)}
      actions={
        mayCreate && (
          <Button look="primary" onClick={() => setCreating(true)}>
            <Plus size={14} aria-hidden="true" />
            {t`New tag`}
          </Button>
        )
      }
    >
      {tags.length === 0 ? (
        <EmptyState scene="list" title={t`No tags yet.`}>
          {t`Tags mark what matters across clients: interests, events, risks.`}
        </EmptyState>
      ) : (
        <DataTable
          label={t`Tags`}
          heads={[
            { id: 'name', title: t`Tag` },
            { id: 'group', title: t`Group` },
            { id: 'description', title: t`Description` },
            { id: 'count', title: t`Clients`, end: true },
          ]}
        >
          {tags.map((tag) => (
            <tr key={tag.id}>
              <td>
                <TagBadge name={tag.name} colour={tag.colour} />
              </td>
              <td>{tag.group ?? '—'}</td>
              <td>{tag.description ?? '—'}</td>
              <td className={endCell}>
                {tag.clientCount == null ? (
                  '—'
                ) : (
                  <Link to={paths.clients({ tags: tag.id })}>{count(tag.clientCount, i18n.locale)}</Link>
                )}
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      {creating && <TagDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}

function TagDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const { items } = useWords()
  const [create, busy] = useChange<TagsPageMutation>(mutation)
  const [name, setName] = useState('')
  const [colour, setColour] = useState('blue')
  const [group, setGroup] = useState('')
  const [description, setDescription] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const input = { name: name.trim(), colour, group: group.trim() || null, description: description.trim() || null }
    const outcome = await create(
      { input },
      {
        updater: (store) => {
          const fresh = store.getRootField('createTag')
          const known = store.getRoot().getLinkedRecords('tags')
          if (fresh && known) store.getRoot().setLinkedRecords([...known, fresh], 'tags')
        },
      },
    )
    if (outcome.ok) onClose()
    else setFailure(outcome.failure)
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  return (
    <Dialog title={t`New tag`} open onClose={onClose} size={420}>
      <form onSubmit={submit}>
        <Stack>
          <TextField
            label={t`Name`}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem('name')}
          />
          <Choice
            label={t`Colour`}
            items={items('colours')}
            value={colour}
            onChange={(next) => setColour(next ?? 'grey')}
            error={problem('colour')}
          />
          <TextField
            label={t`Group`}
            value={group}
            onChange={(event) => setGroup(event.currentTarget.value)}
            error={problem('group')}
          />
          <TextField
            label={t`Description`}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            error={problem('description')}
          />
          {failure && !failure.field && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={name.trim() === ''}>
            {t`Create`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
