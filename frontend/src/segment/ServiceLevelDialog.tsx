import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { ServiceLevelDialogMutation } from '../__generated__/ServiceLevelDialogMutation.graphql'
import { useServiceCells } from '../book/useServiceCells'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation ServiceLevelDialogMutation($input: ProposeServiceLevelInput!) {
    proposeServiceLevel(input: $input) {
      id
      serviceCell
    }
  }
`
type Props = { client: string; present: string | null | undefined; onClose: () => void }

/** Asks that a client be served at another level for a time; somebody else decides. */
export function ServiceLevelDialog({ client, present, onClose }: Props) {
  const { t } = useLingui()
  const [run, busy] = useChange<ServiceLevelDialogMutation>(mutation)
  const { items } = useServiceCells()
  const [cell, setCell] = useState<string | null>(null)
  const [until, setUntil] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const error = (field: string) => (failure?.field === field ? failure.message : undefined)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!cell || !until) return
    const outcome = await run({ input: { client, cell, until, reason } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Asked for. It holds as soon as somebody else approves it.`)
    onClose()
  }
  return (
    <Dialog title={t`Another service level`} open onClose={onClose} size={460}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <Note>{t`A second person decides. It ends by itself after its last day.`}</Note>
          <Choice
            label={t`Service level`}
            required
            items={items.filter((each) => each.value !== present)}
            value={cell}
            onChange={setCell}
            error={error('cell')}
          />
          <DateField
            label={t`Last day`}
            required
            value={until}
            onChange={(next) => setUntil(next ?? null)}
            error={error('until')}
          />
          <TextArea
            label={t`Why`}
            required
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={error('reason')}
          />
          {failure && !['cell', 'until', 'reason'].includes(failure.field ?? '') && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!cell || !until || reason.trim() === ''}>
            {t`Ask for it`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
