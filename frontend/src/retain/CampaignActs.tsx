import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { CampaignActs_campaign$key } from '../__generated__/CampaignActs_campaign.graphql'
import type { CampaignActsCancelMutation } from '../__generated__/CampaignActsCancelMutation.graphql'
import type { CampaignActsPauseMutation } from '../__generated__/CampaignActsPauseMutation.graphql'
import type { CampaignActsResumeMutation } from '../__generated__/CampaignActsResumeMutation.graphql'
import type { Outcome } from '../relay/useChange'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { ReviewDialog } from '../ui/ReviewDialog'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import { FollowUpDialog } from './FollowUpDialog'
import { StartCampaignDialog } from './StartCampaignDialog'

const fragment = graphql`
  fragment CampaignActs_campaign on Campaign {
    id
    version
    name
    state
    funnel {
      sent
      clicked
    }
  }
`
const pauseOne = graphql`
  mutation CampaignActsPauseMutation($input: VersionedInput!) {
    pauseCampaign(input: $input) {
      id
    }
  }
`
const resumeOne = graphql`
  mutation CampaignActsResumeMutation($input: VersionedInput!) {
    resumeCampaign(input: $input) {
      id
    }
  }
`
const cancelOne = graphql`
  mutation CampaignActsCancelMutation($input: VersionedInput!) {
    cancelCampaign(input: $input) {
      id
    }
  }
`
type Props = { campaign: CampaignActs_campaign$key; onChanged: () => void; onEdit?: (() => void) | undefined }

/** What can be done with a campaign as it is. */
export function CampaignActs({ campaign, onChanged, onEdit }: Props) {
  const { t } = useLingui()
  const failed = useFailureText()
  const found = useFragment(fragment, campaign)
  const { id, version, state } = found
  const may = useRight('Mutation.startCampaign')
  const mayFollow = useRight('Mutation.followUpCampaign')
  const [pause, pausing] = useChange<CampaignActsPauseMutation>(pauseOne)
  const [resume, resuming] = useChange<CampaignActsResumeMutation>(resumeOne)
  const [cancel] = useChange<CampaignActsCancelMutation>(cancelOne)
  const [open, setOpen] = useState<'start' | 'cancel' | 'follow' | null>(null)
  const done = (outcome: Outcome<unknown>, said: string) => {
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    toast(said)
    onChanged()
  }
  const input = { id, version }
  const waits = state === 'sending' || state === 'paused' || state === 'scheduled'
  return (
    <>
      {may && onEdit && <Button onClick={onEdit}>{t`Edit`}</Button>}
      {may && state === 'draft' && (
        <Button look="primary" onClick={() => setOpen('start')}>
          {t({ message: 'Send…', context: 'campaign' })}
        </Button>
      )}
      {may && state === 'sending' && (
        <Button busy={pausing} onClick={async () => done(await pause({ input }), t`The campaign is paused.`)}>
          {t({ message: 'Pause', context: 'campaign' })}
        </Button>
      )}
      {may && state === 'paused' && (
        <Button busy={resuming} onClick={async () => done(await resume({ input }), t`The campaign goes on.`)}>
          {t({ message: 'Go on', context: 'campaign' })}
        </Button>
      )}
      {may && waits && (
        <Button onClick={() => setOpen('cancel')}>{t({ message: 'Call off the rest…', context: 'campaign' })}</Button>
      )}
      {mayFollow && found.funnel && found.funnel.sent > 0 && (
        <Button onClick={() => setOpen('follow')}>{t`Follow up…`}</Button>
      )}
      {open === 'start' && (
        <StartCampaignDialog id={id} version={version} onStarted={onChanged} onClose={() => setOpen(null)} />
      )}
      {open === 'follow' && <FollowUpDialog id={id} onChanged={onChanged} onClose={() => setOpen(null)} />}
      {open === 'cancel' && (
        <ReviewDialog
          title={t`Call off what has not gone?`}
          differences={[{ label: found.name, before: t`Waiting`, after: t`Called off` }]}
          effect={t`What was sent stays sent. This cannot be taken back.`}
          confirm={t`Call off`}
          danger
          onConfirm={async () => {
            const outcome = await cancel({ input })
            if (!outcome.ok) return outcome.failure
            toast(t`The rest is called off.`)
            onChanged()
            return null
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}
