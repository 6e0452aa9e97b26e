import { useLingui } from '@lingui/react/macro'
import { type KeyboardEvent, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ImportRowLine_row$data, ImportRowLine_row$key } from '../__generated__/ImportRowLine_row.graphql'
import type { ImportRowLineDecideMutation } from '../__generated__/ImportRowLineDecideMutation.graphql'
import type { ImportRowLineEditMutation } from '../__generated__/ImportRowLineEditMutation.graphql'
import { EMPTY } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import type { ImportKind } from './ImportPage'
import css from './Imports.module.css'
import { named, useDecisions, useReasons, useRowStates } from './importWords'

const fragment = graphql`
  fragment ImportRowLine_row on ImportRow {
    id
    sheet
    line
    status
    comments
    cells {
      field
      typed
      value
      edited
    }
    issues {
      field
      code
      effect
      message
    }
    pairs {
      id
      reasons
      certain
      decision
      sheet
      line
      hidden
      client {
        id
        name
      }
    }
    differences {
      field
      before
      after
      effect
      hidden
    }
  }
`
const edit = graphql`
  mutation ImportRowLineEditMutation($input: EditImportRowInput!) {
    editImportRow(input: $input) {
      import {
        id
        revision
      }
      row {
        id
        ...ImportRowLine_row
      }
    }
  }
`
const decide = graphql`
  mutation ImportRowLineDecideMutation($input: DecideImportInput!) {
    decideImport(input: $input) {
      id
      revision
    }
  }
`
type Row = ImportRowLine_row$data
type Field = ImportKind['fields'][number]
type Props = { importId: string; row: ImportRowLine_row$key; fields: readonly Field[] }

/** A row of the preview: its cells with what is wrong, what it would change, what it may repeat. */
export function ImportRowLine({ importId, row: key, fields }: Props) {
  const { t } = useLingui()
  const row = useFragment(fragment, key)
  const look = useRowStates()(row.status)
  const [editRow] = useChange<ImportRowLineEditMutation>(edit)
  const [failure, setFailure] = useState<Failure | null>(null)
  const type = async (field: string, text: string | null) => {
    const outcome = await editRow({ input: { id: importId, row: row.id, cells: [{ field, text }] } })
    setFailure(outcome.ok ? null : outcome.failure)
  }
  const asData = async () => {
    const outcome = await editRow({ input: { id: importId, row: row.id, cells: [] } })
    setFailure(outcome.ok ? null : outcome.failure)
  }
  const about = row.issues.filter((issue) => !fields.some(({ key }) => key === issue.field))
  return (
    <tr>
      <td>
        {row.line}
        <div className={css.meta}>{row.sheet}</div>
      </td>
      <td>
        <Badge hue={look.hue} shape={look.shape}>
          {look.text}
        </Badge>
        {about.map((issue) => (
          <div key={`${issue.field} ${issue.code}`} className={issue.effect === 'refuses' ? css.why : css.note}>
            {issue.message}
          </div>
        ))}
        {row.comments.map((comment) => (
          <div key={comment} className={css.note}>
            {comment}
          </div>
        ))}
        {row.status === 'skipped' && row.cells.length > 0 && (
          <Button small look="quiet" onClick={asData}>{t`Take it as data`}</Button>
        )}
        <FailureLine failure={failure} />
      </td>
      {fields.map((field) => (
        <td key={field.key}>
          <Cell row={row} field={field} onType={(text) => type(field.key, text)} />
        </td>
      ))}
      <td>
        {row.pairs.map((pair) => (
          <Pair key={pair.id} importId={importId} pair={pair} />
        ))}
      </td>
    </tr>
  )
}

type CellProps = { row: Row; field: Field; onType: (text: string | null) => Promise<void> }

/** A cell as it is read; a click, or Enter, and it can be typed anew. */
function Cell({ row, field, onType }: CellProps) {
  const { t, i18n } = useLingui()
  const cell = row.cells.find((one) => one.field === field.key)
  const issues = row.issues.filter((issue) => issue.field === field.key)
  const refused = issues.some((issue) => issue.effect === 'refuses')
  const change = row.differences.find((one) => one.field === field.key)
  const [typed, setTyped] = useState<string | null>(null)
  const save = async () => {
    const text = typed
    setTyped(null)
    if (text !== null && text !== (cell?.typed ?? '')) await onType(text === '' ? null : text)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') save()
    if (event.key === 'Escape') setTyped(null)
  }
  const read = cell?.value ?? null
  // A choice is shown by its word; English has none of its own but the value.
  const word = i18n.locale === 'en' || read === null ? read : (field.words[field.values.indexOf(read)] ?? read)
  const shown = refused ? cell?.typed : (word ?? cell?.typed)
  const label = t`${named(field, i18n.locale)}, row ${row.line}`
  return (
    <div className={css.cell}>
      {typed === null ? (
        <button
          type="button"
          className={`${css.cellButton} ${refused ? css.bad : issues.length > 0 ? css.warn : ''}`}
          aria-label={`${label}: ${shown || EMPTY}`}
          onClick={() => setTyped(cell?.typed ?? '')}
        >
          {shown || EMPTY}
        </button>
      ) : (
        <input
          // biome-ignore lint/a11y/noAutofocus: the cell was asked for by this very person
          autoFocus
          className={css.pick}
          aria-label={label}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={save}
        />
      )}
      {issues.map((issue) => (
        <span key={issue.code} className={issue.effect === 'refuses' ? css.why : css.note}>
          {issue.message}
        </span>
      ))}
      {change && (
        <span className={css.change}>
          {change.hidden
            ? t`changes a value you may not see`
            : t`was ${change.before ?? EMPTY}, becomes ${change.after ?? EMPTY}`}
        </span>
      )}
    </div>
  )
}

type PairProps = { importId: string; pair: Row['pairs'][number] }

function Pair({ importId, pair }: PairProps) {
  const { t } = useLingui()
  const reasonOf = useReasons()
  const decisions = useDecisions()
  const [decideImport] = useChange<ImportRowLineDecideMutation>(decide)
  const [failure, setFailure] = useState<Failure | null>(null)
  const say = async (decision: string) => {
    const outcome = await decideImport({ input: { id: importId, pairs: [pair.id], decision: decision || null } })
    setFailure(outcome.ok ? null : outcome.failure)
  }
  const whom = pair.client ? (
    <Link to={paths.client(pair.client.id)}>{pair.client.name}</Link>
  ) : pair.line !== null ? (
    t`row ${pair.line} of ${pair.sheet ?? ''}`
  ) : pair.hidden ? (
    t`a client you may not see`
  ) : (
    t`a record that is there`
  )
  return (
    <div className={css.pair}>
      <span>
        {whom} <span className={css.meta}>({pair.reasons.map(reasonOf).join(t`, `)})</span>
      </span>
      <select
        className={css.pick}
        aria-label={t`What to do with the row`}
        value={pair.decision ?? ''}
        onChange={(event) => say(event.currentTarget.value)}
      >
        <option value="">{pair.certain ? t`as for the whole file` : t`import it`}</option>
        {decisions.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
      <FailureLine failure={failure} />
    </div>
  )
}
