import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OpportunityDialogsDismissMutation } from '../__generated__/OpportunityDialogsDismissMutation.graphql'
import type { OpportunityDialogsQuery } from '../__generated__/OpportunityDialogsQuery.graphql'
import type { OpportunityDialogsStartMutation } from '../__generated__/OpportunityDialogsStartMutation.graphql'
import { useBoth } from '../book/journeyWords'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './Opportunities.module.css'
import { REASONS, useOpportunityWords, WITH_NOTE } from './opportunityWords'

const dismiss = graphql`
  mutation OpportunityDialogsDismissMutation($input: DismissOpportunitiesInput!) {
    dismissOpportunities(input: $input) {
      id
      state
    }
  }
`
const templates = graphql`
  query OpportunityDialogsQuery {
    journeyTemplates {
      id
      zh
      en
      archivedAt
    }
  }
`
const start = graphql`
  mutation OpportunityDialogsStartMutation($input: StartOpportunityJourneyInput!) {
    startOpportunityJourney(input: $input) {
      id
      state
    }
  }
`
type DismissProps = { ids: readonly string[]; onClose: () => void; onDone: () => void }

/** Puts chances away, with why. */
export function DismissDialog({ ids, onClose, onDone }: DismissProps) {
  const { t } = useLingui()
  const words = useOpportunityWords()
  const [run, busy] = useChange<OpportunityDialogsDismissMutation>(dismiss)
  const [reason, setReason] = useState<string>(REASONS[0])
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const needed = WITH_NOTE.includes(reason)
  const save = async () => {
    const outcome = await run({ input: { ids: [...ids], reason, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Dismissed: ${ids.length}`)
    onDone()
    onClose()
  }
  return (
    <Dialog title={t`Dismiss opportunities (${ids.length})`} open onClose={onClose} size={440}>
      <Stack>
        <p className={css.meta}>{t`They come back only when their facts change. You can take it back.`}</p>
        <Choice
          label={t({ message: 'Why', context: 'opportunity' })}
          value={reason}
          onChange={(next) => setReason(next ?? REASONS[0])}
          items={REASONS.map((value) => ({ value, label: words.reason(value) }))}
        />
        <TextField
          label={t`Note`}
          required={needed}
          maxLength={400}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={needed && note.trim() === ''} onClick={() => void save()}>
          {t`Dismiss`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

type StartProps = { id: string; onClose: () => void; onDone: () => void }

/** Begins the journey that a chance becomes. */
export function OpportunityJourneyDialog(props: StartProps) {
  const { t } = useLingui()
  return (
    <Dialog title={t`Start a journey`} open onClose={props.onClose} size={440}>
      <Boundary fallback={<SkeletonRows rows={3} />}>
        <JourneyForm {...props} />
      </Boundary>
    </Dialog>
  )
}

function JourneyForm({ id, onClose, onDone }: StartProps) {
  const { t } = useLingui()
  const both = useBoth()
  const { journeyTemplates } = useLazyLoadQuery<OpportunityDialogsQuery>(templates, {})
  const usable = journeyTemplates.filter(({ archivedAt }) => !archivedAt)
  const [template, setTemplate] = useState(usable[0]?.id ?? null)
  const [run, busy] = useChange<OpportunityDialogsStartMutation>(start)
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const outcome = await run({ input: { id, template: template ?? '' } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The journey has started; its first tasks are made.`)
    onDone()
    onClose()
  }
  if (usable.length === 0) return <EmptyState scene="list" title={t`There is no journey to start.`} />
  return (
    <>
      <Stack>
        <p className={css.meta}>{t`It expects the amount of the opportunity, and its fund where it names one.`}</p>
        <Choice
          label={t`Journey`}
          value={template}
          onChange={setTemplate}
          items={usable.map((each) => ({ value: each.id, label: both(each) }))}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!template} onClick={() => void save()}>
          {t`Start`}
        </Button>
      </DialogFooter>
    </>
  )
}
