import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { RunActs_run$key } from '../../__generated__/RunActs_run.graphql'
import type { RunActsContinueMutation } from '../../__generated__/RunActsContinueMutation.graphql'
import type { RunActsDismissMutation } from '../../__generated__/RunActsDismissMutation.graphql'
import css from '../../book/Journeys.module.css'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { toast } from '../../ui/Toasts'
import { useFailureText } from '../../ui/useFailureText'
import { useRight } from '../../viewer/Viewer'

const fragment = graphql`
  fragment RunActs_run on AutomationRun {
    id
    state
  }
`
const goOn = graphql`
  mutation RunActsContinueMutation($input: AutomationRunInput!) {
    continueAutomationRun(input: $input) {
      id
      state
      error
      dueAt
      endedAt
    }
  }
`
const dismiss = graphql`
  mutation RunActsDismissMutation($input: AutomationRunInput!) {
    dismissAutomationRun(input: $input) {
      id
      state
      error
      dueAt
      endedAt
    }
  }
`

/** What is done about a run that needs attention, or one that waits and should not. */
export function RunActs({ run, onChanged }: { run: RunActs_run$key; onChanged: () => void }) {
  const { t } = useLingui()
  const words = useFailureText()
  const { id, state } = useFragment(fragment, run)
  const mayGo = useRight('Mutation.continueAutomationRun') && state === 'failed'
  const mayDismiss = useRight('Mutation.dismissAutomationRun') && (state === 'failed' || state === 'waiting')
  const [runGo, going] = useChange<RunActsContinueMutation>(goOn)
  const [runDismiss, leaving] = useChange<RunActsDismissMutation>(dismiss)
  const act = async (which: typeof runGo | typeof runDismiss, said: string) => {
    const outcome = await which({ input: { id } })
    if (!outcome.ok) return toast(outcome.failure.message || words(outcome.failure).title, 'bad')
    toast(said)
    onChanged()
  }
  if (!mayGo && !mayDismiss) return null
  return (
    <div className={css.acts}>
      {mayGo && (
        <Button
          small
          look="primary"
          busy={going}
          onClick={() => void act(runGo, t`It goes on from the step that failed.`)}
        >
          {t`Continue from here`}
        </Button>
      )}
      {mayDismiss && (
        <Button small busy={leaving} onClick={() => void act(runDismiss, t`Set aside; what was done stays done.`)}>
          {state === 'failed' ? t`Set aside` : t`Stop it`}
        </Button>
      )}
    </div>
  )
}
