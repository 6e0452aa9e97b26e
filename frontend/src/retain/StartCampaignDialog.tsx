import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { StartCampaignDialogMutation } from '../__generated__/StartCampaignDialogMutation.graphql'
import { instantOf } from '../format/date'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { MomentField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation StartCampaignDialogMutation($input: StartCampaignInput!) {
    startCampaign(input: $input) {
      id
    }
  }
`
type Props = { id: string; version: number; onStarted: () => void; onClose: () => void }

/** Lets a campaign go, now or at a time. */
export function StartCampaignDialog({ id, version, onStarted, onClose }: Props) {
  const { t } = useLingui()
  const [run, busy] = useChange<StartCampaignDialogMutation>(mutation)
  const [wall, setWall] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const start = async () => {
    const outcome = await run({ input: { id, version, at: instantOf(wall) } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(wall ? t`The campaign is scheduled.` : t`The campaign is on its way.`)
    onStarted()
    onClose()
  }
  return (
    <Dialog title={t`Send the campaign`} open onClose={onClose} size={480}>
      <Stack>
        <p>
          {t`Whom it is about is asked again when it begins. Each client gets it once; whoever may not be contacted is left out, and it says why.`}
        </p>
        <MomentField label={t`Begins at (Shanghai)`} value={wall} onChange={setWall} placeholder={t`Now`} />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} onClick={() => void start()}>
          {wall ? t({ message: 'Schedule', context: 'campaign' }) : t`Send now`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
