import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { DecideExportDialogDecideMutation } from '../__generated__/DecideExportDialogDecideMutation.graphql'
import { count } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import type { ShownExport } from './ExportsPage'
import { useExportWords } from './exportWords'

const decide = graphql`
  mutation DecideExportDialogDecideMutation($input: DecideExportInput!) {
    decideExport(input: $input) {
      id
      version
      state
    }
  }
`
/** Agrees to what somebody asks for, or refuses it. */
export function DecideExportDialog({
  item,
  onChanged,
  onClose,
}: {
  item: ShownExport
  onChanged: () => void
  onClose: () => void
}) {
  const { t, i18n } = useLingui()
  const words = useExportWords()
  const [run, busy] = useChange<DecideExportDialogDecideMutation>(decide)
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const answer = async (approve: boolean) => {
    setFailure(null)
    const outcome = await run({ input: { id: item.id, version: item.version, approve, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    onChanged()
    onClose()
  }
  const rows = item.rows < 0 ? t`more than ${count(10_000, i18n.locale)}` : count(item.rows, i18n.locale)
  const who = item.askedBy?.name ?? '—'
  return (
    <Dialog title={t`An export waits for you`} open onClose={onClose} size={460}>
      <Stack>
        <p>{t`${who} asks for ${words.list(item.list)}: ${rows} rows, ${item.columns.length} columns.`}</p>
        <p>{t`What for: ${item.reason}`}</p>
        <TextArea
          label={t`Note`}
          hint={t`Needed for a refusal.`}
          data-autofocus
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={failure?.field === 'note' ? failure.message : undefined}
        />
        {failure && failure.field !== 'note' && <FailureLine failure={failure} />}
      </Stack>
      <DialogFooter>
        <Button look="danger" busy={busy} onClick={() => void answer(false)}>
          {t`Refuse`}
        </Button>
        <Button look="primary" busy={busy} onClick={() => void answer(true)}>
          {t`Agree`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
