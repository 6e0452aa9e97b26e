import { useLingui } from '@lingui/react/macro'
import { graphql } from 'react-relay'
import type { useLetterActsDismissMutation } from '../../__generated__/useLetterActsDismissMutation.graphql'
import type {
  DeadLettersInput,
  useLetterActsReplayMutation,
} from '../../__generated__/useLetterActsReplayMutation.graphql'
import { useChange } from '../../relay/useChange'
import { toast } from '../../ui/Toasts'
import { useFailureText } from '../../ui/useFailureText'
import { useRight } from '../../viewer/Viewer'

const replayMutation = graphql`
  mutation useLetterActsReplayMutation($input: DeadLettersInput!) {
    replayDeadLetters(input: $input) {
      at
    }
  }
`
const dismissMutation = graphql`
  mutation useLetterActsDismissMutation($input: DeadLettersInput!) {
    dismissDeadLetters(input: $input) {
      at
    }
  }
`

/** Trying events again, and setting them aside: those of ids, or all of a name. Each says whether it worked. */
export function useLetterActs(onChanged: () => void) {
  const { t } = useLingui()
  const failures = useFailureText()
  const [runReplay, replaying] = useChange<useLetterActsReplayMutation>(replayMutation)
  const [runDismiss, dismissing] = useChange<useLetterActsDismissMutation>(dismissMutation)
  const act = async (run: typeof runReplay | typeof runDismiss, input: DeadLettersInput, said: string) => {
    const outcome = await run({ input })
    if (!outcome.ok) {
      toast(outcome.failure.message || failures(outcome.failure).title, 'bad')
      return false
    }
    toast(said)
    onChanged()
    return true
  }
  return {
    mayReplay: useRight('Mutation.replayDeadLetters'),
    mayDismiss: useRight('Mutation.dismissDeadLetters'),
    busy: replaying || dismissing,
    replay: (input: DeadLettersInput) => act(runReplay, input, t`They are tried again.`),
    dismiss: (input: DeadLettersInput) => act(runDismiss, input, t`Set aside; they stay in the log.`),
  }
}
