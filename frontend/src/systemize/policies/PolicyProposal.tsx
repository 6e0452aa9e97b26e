import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { PolicyEffect_effect$key } from '../../__generated__/PolicyEffect_effect.graphql'
import type { PolicyProposal_proposal$key } from '../../__generated__/PolicyProposal_proposal.graphql'
import type { PolicyProposalMutation } from '../../__generated__/PolicyProposalMutation.graphql'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { DiffList } from '../../ui/DiffList'
import { FailureLine, Note } from '../../ui/ErrorState'
import { Moment } from '../../ui/Moment'
import { TextField } from '../../ui/TextField'
import { toast } from '../../ui/Toasts'
import css from './Policies.module.css'
import { effectFragment, PolicyEffect, useDifferences } from './PolicyEffect'

const fragment = graphql`
  fragment PolicyProposal_proposal on PolicyProposalState {
    id
    base
    number
    note
    mine
    proposedAt
    proposedBy {
      name
    }
    effect {
      ...PolicyEffect_effect
    }
  }
`
const mutation = graphql`
  mutation PolicyProposalMutation($input: DecidePolicyProposalInput!) {
    decidePolicyProposal(input: $input) {
      number
      decided {
        id
        state
      }
    }
  }
`
type Props = {
  of: PolicyProposal_proposal$key
  /** The version in force. */
  number: number
  mayDecide: boolean
  onDecided: () => void
}

/** What waits for a second person: he agrees or says why not; who proposed it can take it back. */
export function PolicyProposal({ of, number, mayDecide, onDecided }: Props) {
  const { t } = useLingui()
  const proposal = useFragment(fragment, of)
  const [open, setOpen] = useState(false)
  const who = proposal.proposedBy?.name ?? '—'
  return (
    <div className={css.waiting}>
      <span>
        <strong>{t`A change waits for a second person.`}</strong> {t`Proposed by ${who}: ${proposal.note}`}{' '}
        <Moment at={proposal.proposedAt} />
      </span>
      <span className={css.end}>
        <Button small onClick={() => setOpen(true)}>
          {proposal.mine || !mayDecide ? t`Look at it…` : t`Decide…`}
        </Button>
      </span>
      {open && proposal.effect && (
        <Decide
          id={proposal.id}
          mine={proposal.mine}
          stale={proposal.base !== number}
          mayDecide={mayDecide}
          effect={proposal.effect}
          onDecided={onDecided}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}

type DecideProps = {
  id: string
  mine: boolean
  stale: boolean
  mayDecide: boolean
  effect: PolicyEffect_effect$key
  onDecided: () => void
  onClose: () => void
}

function Decide({ id, mine, stale, mayDecide, effect, onDecided, onClose }: DecideProps) {
  const { t } = useLingui()
  const told = useDifferences()
  const of = useFragment(effectFragment, effect)
  const [run] = useChange<PolicyProposalMutation>(mutation)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState<'agree' | 'refuse' | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const decide = async (agree: boolean) => {
    setBusy(agree ? 'agree' : 'refuse')
    const outcome = await run({ input: { id, agree, reason: reason.trim() || null } })
    setBusy(null)
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(agree ? t`In force, everywhere within a second.` : mine ? t`Taken back.` : t`Declined.`)
    onClose()
    onDecided()
  }
  return (
    <Dialog title={t`What waits for a second person`} open onClose={onClose} size={620}>
      <Stack>
        <DiffList rows={told(of).map((row) => ({ ...row, label: row.label || (row.group ?? '') }))} />
        <PolicyEffect of={effect} />
        {stale && (
          <Note tone="warn">{t`Another version is in force meanwhile: this one can only be declined and proposed anew.`}</Note>
        )}
        {mine && <Note>{t`You proposed this; another person who keeps the permissions decides.`}</Note>}
        {mayDecide && !mine && (
          <TextField
            label={t`Why`}
            hint={t`Needed to decline.`}
            maxLength={400}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Close`}</Button>
        {mayDecide && (
          <Button busy={busy === 'refuse'} disabled={!mine && reason.trim() === ''} onClick={() => void decide(false)}>
            {mine ? t`Take it back` : t`Decline`}
          </Button>
        )}
        {mayDecide && !mine && (
          <Button look="primary" busy={busy === 'agree'} disabled={stale} onClick={() => void decide(true)}>
            {t`Agree and put in force`}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  )
}
