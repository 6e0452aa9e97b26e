import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ImportResult_import$key } from '../__generated__/ImportResult_import.graphql'
import type { ImportResultCommitMutation } from '../__generated__/ImportResultCommitMutation.graphql'
import type { ImportResultUndoMutation } from '../__generated__/ImportResultUndoMutation.graphql'
import { dayOf } from '../format/date'
import { count } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button, buttonClass } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import type { ImportKind } from './ImportPage'
import css from './Imports.module.css'

const fragment = graphql`
  fragment ImportResult_import on Import {
    id
    state
    revision
    undoUntil
    counts {
      accepted
      committed
      duplicate
      rejected
      skipped
      undone
      kept
    }
  }
`
const undo = graphql`
  mutation ImportResultUndoMutation($input: IdInput!) {
    undoImport(input: $input) {
      id
      state
      step
      progress
      total
    }
  }
`
const goOn = graphql`
  mutation ImportResultCommitMutation($input: CommitImportInput!) {
    commitImport(input: $input) {
      id
      state
      step
      progress
      total
    }
  }
`

/** What came of an import, the rows that stayed outside, and the way back. */
export function ImportResult({ job, kind }: { job: ImportResult_import$key; kind: ImportKind }) {
  const { t, i18n } = useLingui()
  const { id, state, revision, undoUntil, counts } = useFragment(fragment, job)
  const [commitImport, busy] = useChange<ImportResultCommitMutation>(goOn)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [asking, setAsking] = useState(false)
  if (!counts) return null
  const n = (value: number) => count(value, i18n.locale)
  const facts: [string, number][] =
    state === 'undone'
      ? [
          [t`Undone`, counts.undone],
          [t`Kept`, counts.kept],
        ]
      : [
          [t({ message: 'Imported', context: 'rows' }), counts.committed],
          [t`There already`, counts.duplicate],
          [t`Refused`, counts.rejected],
          [t`Skipped`, counts.skipped],
          ...(counts.accepted > 0 ? ([[t`Not dealt with`, counts.accepted]] as [string, number][]) : []),
        ]
  const resume = async () => {
    const outcome = await commitImport({ input: { id, revision: revision ?? 0 } })
    setFailure(outcome.ok ? null : outcome.failure)
  }
  return (
    <>
      <dl className={css.facts} aria-label={t`Result`}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{n(value)}</dd>
          </div>
        ))}
      </dl>
      {state === 'undone' && counts.kept > 0 && <Note>{t`Rows that somebody has worked on since were kept.`}</Note>}
      {undoUntil && state !== 'undone' && <Note>{t`It can be undone until ${dayOf(undoUntil)}.`}</Note>}
      <FailureLine failure={failure} />
      <div className={css.foot}>
        {counts.rejected > 0 && state !== 'undone' && (
          <a href={paths.refusedRows(id)} className={buttonClass()} download>
            {t`Download the refused rows`}
          </a>
        )}
        {kind.key === 'clients' && state === 'done' && (
          <Link to={paths.clients()} className={buttonClass()}>{t`To the clients`}</Link>
        )}
        <span className={css.space} />
        {state === 'cancelled' && counts.accepted > 0 && (
          <Button busy={busy} onClick={resume}>{t`Import the rest`}</Button>
        )}
        {undoUntil && (state === 'done' || state === 'cancelled') && (
          <Button look="danger" onClick={() => setAsking(true)}>{t`Undo the import…`}</Button>
        )}
      </div>
      {asking && <UndoDialog id={id} rows={counts.committed + counts.duplicate} onClose={() => setAsking(false)} />}
    </>
  )
}

function UndoDialog({ id, rows, onClose }: { id: string; rows: number; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const [undoImport, busy] = useChange<ImportResultUndoMutation>(undo)
  const [failure, setFailure] = useState<Failure | null>(null)
  const confirm = async () => {
    const outcome = await undoImport({ input: { id } })
    if (outcome.ok) onClose()
    else setFailure(outcome.failure)
  }
  return (
    <Dialog title={t`Undo the import?`} open onClose={onClose}>
      <Stack>
        <p>
          {t`What ${count(rows, i18n.locale)} rows made or changed is taken back. What people have worked on since stays as it is.`}
        </p>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="danger" busy={busy} onClick={confirm}>{t`Undo`}</Button>
      </DialogFooter>
    </Dialog>
  )
}
