import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp, Copy, Pencil, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ServiceEditorDiscardMutation } from '../__generated__/ServiceEditorDiscardMutation.graphql'
import type { ServiceEditorDraftMutation } from '../__generated__/ServiceEditorDraftMutation.graphql'
import type { ServiceEditorMutation } from '../__generated__/ServiceEditorMutation.graphql'
import type { ServiceEditorQuery } from '../__generated__/ServiceEditorQuery.graphql'
import { useTiers } from '../book/useTiers'
import { useChange } from '../relay/useChange'
import { Button, IconButton } from '../ui/Button'
import { NextVersion } from '../ui/NextVersion'
import own from './Service.module.css'
import { ServiceCellDialog } from './ServiceCellDialog'
import type { ListedMatrix } from './ServicePage'
import { ServicePreview } from './ServicePreview'
import { changesOf, contentOf, type EditedCell, emptyCell, freshKey, type ServiceContent } from './serviceContent'
import { useServiceWords } from './serviceWords'
import { useCellChanges } from './useCellChanges'

const query = graphql`
  query ServiceEditorQuery {
    serviceDraft {
      version
      base
      content
    }
  }
`
const save = graphql`
  mutation ServiceEditorDraftMutation($input: SaveServiceDraftInput!) {
    saveServiceDraft(input: $input) {
      version
      base
      content
    }
  }
`
const discard = graphql`
  mutation ServiceEditorDiscardMutation($input: DiscardServiceDraftInput!) {
    discardServiceDraft(input: $input) {
      number
    }
  }
`
const publish = graphql`
  mutation ServiceEditorMutation($input: PublishServiceMatrixInput!) {
    publishServiceMatrix(input: $input) {
      number
    }
  }
`
type Props = { from: ListedMatrix; newest: ListedMatrix; onPublished: () => void; onClose: () => void }

/** Edits the next version of the matrix, says all the while what would move, keeps a draft, and puts it in force. */
export function ServiceEditor({ from, newest, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const { serviceDraft } = useLazyLoadQuery<ServiceEditorQuery>(query, {}, { fetchPolicy: 'network-only' })
  const draft = from.number === newest.number && serviceDraft ? serviceDraft : null
  const [content, setContent] = useState<ServiceContent>(() => contentOf(draft?.content ?? from.content))
  const [edited, setEdited] = useState<number | null>(null)
  const said = useCellChanges()
  const [runSave] = useChange<ServiceEditorDraftMutation>(save)
  const [runDiscard] = useChange<ServiceEditorDiscardMutation>(discard)
  const [runPublish] = useChange<ServiceEditorMutation>(publish)
  const changes = changesOf(contentOf(newest.content), content)
  const { cells } = content
  const put = (next: EditedCell[]) => setContent({ cells: next })
  const add = (cell: EditedCell) => {
    put([...cells, cell])
    setEdited(cells.length)
  }
  const move = (from: number, to: number) => {
    const next = [...cells]
    const [taken] = next.splice(from, 1)
    if (taken) next.splice(to, 0, taken)
    put(next)
  }
  const open = edited === null ? null : cells[edited]
  return (
    <NextVersion
      framed
      newest={newest}
      draft={serviceDraft}
      goesOn={draft !== null}
      ready={changes.length > 0}
      differences={() => said(changes)}
      effect={<ServicePreview content={content} brief />}
      save={async (version) => {
        const outcome = await runSave({ input: { content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveServiceDraft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { draft: version } })}
      onDiscarded={() => setContent(contentOf(newest.content))}
      publish={(note) => runPublish({ input: { content, base: newest.number, note } })}
      done={t`The matrix is in force; clients follow within seconds.`}
      onPublished={onPublished}
      onClose={onClose}
    >
      <ol className={own.rows}>
        {cells.map((cell, n) => (
          <Row
            key={cell.key}
            cell={cell}
            onEdit={() => setEdited(n)}
            onCopy={() => add({ ...structuredClone(cell), key: freshKey(cells), zh: '', en: '' })}
            onRemove={() => put(cells.filter((each) => each !== cell))}
            onUp={n > 0 ? () => move(n, n - 1) : null}
            onDown={n < cells.length - 1 ? () => move(n, n + 1) : null}
          />
        ))}
      </ol>
      <div>
        <Button small look="quiet" disabled={cells.length >= 60} onClick={() => add(emptyCell(cells))}>
          <Plus size={13} aria-hidden="true" />
          {t`Add a service level`}
        </Button>
      </div>
      <ServicePreview content={content} />
      {open && edited !== null && (
        <ServiceCellDialog
          cell={open}
          onDone={(next) => {
            put(cells.map((each, n) => (n === edited ? next : each)))
            setEdited(null)
          }}
          onClose={() => setEdited(null)}
        />
      )}
    </NextVersion>
  )
}

type RowProps = {
  cell: EditedCell
  onEdit: () => void
  onCopy: () => void
  onRemove: () => void
  onUp: (() => void) | null
  onDown: (() => void) | null
}

function Row({ cell, onEdit, onCopy, onRemove, onUp, onDown }: RowProps) {
  const { t, i18n } = useLingui()
  const { cadence, role } = useServiceWords()
  const tiers = useTiers()
  const name = (i18n.locale === 'zh-CN' ? cell.zh : cell.en) || cell.zh || cell.key
  const whom = [
    ...(cell.tiers.length > 0 ? [cell.tiers.map(tiers.word).join(t`, `)] : []),
    ...(cell.condition ? [t`by a condition`] : []),
  ]
  const about = [
    whom.join(' + ') || t`everybody`,
    cell.owner.length > 0 ? cell.owner.map(role).join(t`, `) : t`anybody`,
    cadence(cell.cadence),
  ]
  return (
    <li className={own.row}>
      <strong>{name}</strong>
      <small>{about.join(' · ')}</small>
      <span className={own.does}>
        <IconButton small label={t`Edit ${name}`} onClick={onEdit}>
          <Pencil size={13} aria-hidden="true" />
        </IconButton>
        <IconButton small label={t`Move ${name} up`} disabled={!onUp} onClick={() => onUp?.()}>
          <ArrowUp size={13} aria-hidden="true" />
        </IconButton>
        <IconButton small label={t`Move ${name} down`} disabled={!onDown} onClick={() => onDown?.()}>
          <ArrowDown size={13} aria-hidden="true" />
        </IconButton>
        <IconButton small label={t`Copy ${name}`} onClick={onCopy}>
          <Copy size={13} aria-hidden="true" />
        </IconButton>
        <IconButton small label={t`Remove ${name}`} onClick={onRemove}>
          <X size={13} aria-hidden="true" />
        </IconButton>
      </span>
    </li>
  )
}
