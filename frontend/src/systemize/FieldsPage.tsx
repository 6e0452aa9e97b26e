import { useLingui } from '@lingui/react/macro'
import { Archive, ArchiveRestore, ArrowDown, ArrowUp, GripVertical, Plus, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { FieldsPageArchiveMutation } from '../__generated__/FieldsPageArchiveMutation.graphql'
import type { FieldsPageMoveMutation } from '../__generated__/FieldsPageMoveMutation.graphql'
import type { FieldsPageQuery, FieldsPageQuery$data } from '../__generated__/FieldsPageQuery.graphql'
import type { FieldsPageRestoreMutation } from '../__generated__/FieldsPageRestoreMutation.graphql'
import { count } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button, IconButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { useRoleName } from '../viewer/useFields'
import { useRight } from '../viewer/Viewer'
import { FieldDialog } from './FieldDialog'
import css from './Fields.module.css'
import { GrantsDialog } from './GrantsDialog'
import { useKindWords } from './useKindWords'

const query = graphql`
  query FieldsPageQuery {
    customFields {
      id
      version
      key
      kind
      zh
      en
      section
      required
      maxLength
      places
      low
      high
      archivedAt
      options {
        value
        zh
        en
        retired
      }
      grants {
        role
        relation
        right
      }
    }
  }
`
const move = graphql`
  mutation FieldsPageMoveMutation($input: MoveCustomFieldInput!) {
    moveCustomField(input: $input) {
      id
      version
    }
  }
`
const archive = graphql`
  mutation FieldsPageArchiveMutation($input: VersionedInput!) {
    archiveCustomField(input: $input) {
      id
      version
      archivedAt
    }
  }
`
const restore = graphql`
  mutation FieldsPageRestoreMutation($input: VersionedInput!) {
    restoreCustomField(input: $input) {
      id
      version
      archivedAt
    }
  }
`

export type OwnField = FieldsPageQuery$data['customFields'][number]

/** The firm's own fields of clients: their order, what they are, who may read them. */
export function FieldsPage() {
  const { t, i18n } = useLingui()
  const [made, setMade] = useState(0)
  const { customFields } = useLazyLoadQuery<FieldsPageQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey: made },
  )
  const [runMove, moving] = useChange<FieldsPageMoveMutation>(move)
  const [runArchive] = useChange<FieldsPageArchiveMutation>(archive)
  const [runRestore] = useChange<FieldsPageRestoreMutation>(restore)
  const mayMake = useRight('Mutation.createCustomField')
  const [edited, setEdited] = useState<OwnField | 'new' | null>(null)
  const [opened, setOpened] = useState<OwnField | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const again = () => setMade((n) => n + 1)
  const used = customFields.filter((field) => !field.archivedAt)
  const archived = customFields.filter((field) => field.archivedAt)
  const settle = (outcome: { ok: true } | { ok: false; failure: Failure }) => {
    setFailure(outcome.ok ? null : outcome.failure)
    again()
  }
  const place = async (field: OwnField, to: number) => {
    if (to < 0 || to >= used.length || moving) return
    settle(await runMove({ input: { id: field.id, version: field.version, place: to } }))
  }
  const put = (field: OwnField) => async () => {
    const variables = { input: { id: field.id, version: field.version } }
    settle(field.archivedAt ? await runRestore(variables) : await runArchive(variables))
  }
  return (
    <Page
      title={t`Fields`}
      count={count(used.length, i18n.locale)}
      padded
      actions={
        mayMake && (
          <Button look="primary" onClick={() => setEdited('new')}>
            <Plus size={14} aria-hidden="true" />
            {t`New field`}
          </Button>
        )
      }
    >
      {failure && <FailureLine failure={failure} />}
      {customFields.length === 0 ? (
        <EmptyState scene="list" title={t`No fields of your own yet.`}>
          {t`What your firm wants to know of its clients beyond what is asked already.`}
        </EmptyState>
      ) : (
        <>
          <Rows fields={used} onPlace={mayMake ? place : undefined} onEdit={setEdited} onOpen={setOpened} onPut={put} />
          {archived.length > 0 && (
            <section className={css.archived}>
              <h2>{t`Archived`}</h2>
              <Rows fields={archived} onEdit={setEdited} onOpen={setOpened} onPut={put} />
            </section>
          )}
        </>
      )}
      {edited && (
        <FieldDialog field={edited === 'new' ? null : edited} onSaved={again} onClose={() => setEdited(null)} />
      )}
      {opened && <GrantsDialog field={opened} onSaved={again} onClose={() => setOpened(null)} />}
    </Page>
  )
}

type RowsProps = {
  fields: readonly OwnField[]
  onPlace?: ((field: OwnField, to: number) => void) | undefined
  onEdit: (field: OwnField) => void
  onOpen: (field: OwnField) => void
  onPut: (field: OwnField) => () => void
}

/** The fields in their order. A row is dragged, or moved by its two buttons. */
function Rows({ fields, onPlace, onEdit, onOpen, onPut }: RowsProps) {
  const { t, i18n } = useLingui()
  const roleName = useRoleName()
  const kindWords = useKindWords()
  const mayChange = useRight('Mutation.updateCustomField')
  const mayOpen = useRight('Mutation.classifyCustomField')
  const [dragged, setDragged] = useState<number | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const named = (field: OwnField) => (i18n.locale === 'zh-CN' ? field.zh : field.en)
  const drop = (at: number) => {
    const field = dragged === null ? undefined : fields[dragged]
    if (field && dragged !== at) onPlace?.(field, at)
    setDragged(null)
    setOver(null)
  }
  return (
    <ol className={css.list}>
      {fields.map((field, at) => (
        <li
          key={field.id}
          className={[css.row, over === at && css.over].filter(Boolean).join(' ')}
          draggable={onPlace !== undefined}
          onDragStart={() => setDragged(at)}
          onDragEnd={() => drop(dragged ?? at)}
          onDragOver={(event) => {
            event.preventDefault()
            setOver(at)
          }}
          onDrop={(event) => {
            event.preventDefault()
            drop(at)
          }}
        >
          {onPlace && (
            <span className={css.places}>
              <GripVertical size={14} aria-hidden="true" className={css.grip} />
              <IconButton
                small
                label={t`Move ${named(field)} up`}
                disabled={at === 0}
                onClick={() => onPlace(field, at - 1)}
              >
                <ArrowUp size={13} aria-hidden="true" />
              </IconButton>
              <IconButton
                small
                label={t`Move ${named(field)} down`}
                disabled={at === fields.length - 1}
                onClick={() => onPlace(field, at + 1)}
              >
                <ArrowDown size={13} aria-hidden="true" />
              </IconButton>
            </span>
          )}
          <span className={css.what}>
            <strong>{named(field)}</strong>
            <span className={css.key}>{field.key}</span>
            <Badge>{kindWords(field.kind)}</Badge>
            {field.required && <Badge hue="amber">{t`Required`}</Badge>}
          </span>
          <span className={css.who}>
            {[...new Set(field.grants.map(({ role }) => roleName(role)))].join(t`, `) || t`Nobody yet`}
          </span>
          <span className={css.does}>
            {mayOpen && (
              <Button small look="quiet" onClick={() => onOpen(field)}>
                <ShieldCheck size={13} aria-hidden="true" />
                {t`Who may`}
                <span className="sr-only"> {named(field)}</span>
              </Button>
            )}
            {mayChange && !field.archivedAt && (
              <Button small look="quiet" onClick={() => onEdit(field)}>
                {t`Edit`}
                <span className="sr-only"> {named(field)}</span>
              </Button>
            )}
            {mayChange && (
              <IconButton
                small
                label={field.archivedAt ? t`Bring back ${named(field)}` : t`Archive ${named(field)}`}
                onClick={onPut(field)}
              >
                {field.archivedAt ? (
                  <ArchiveRestore size={14} aria-hidden="true" />
                ) : (
                  <Archive size={14} aria-hidden="true" />
                )}
              </IconButton>
            )}
          </span>
        </li>
      ))}
    </ol>
  )
}
