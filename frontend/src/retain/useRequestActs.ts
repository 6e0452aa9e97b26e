import { useLingui } from '@lingui/react/macro'
import { graphql } from 'react-relay'
import type { useRequestActsAnswerMutation } from '../__generated__/useRequestActsAnswerMutation.graphql'
import type { useRequestActsAssignMutation } from '../__generated__/useRequestActsAssignMutation.graphql'
import type { useRequestActsCancelMutation } from '../__generated__/useRequestActsCancelMutation.graphql'
import type { useRequestActsConcludeMutation } from '../__generated__/useRequestActsConcludeMutation.graphql'
import type { useRequestActsMoveMutation } from '../__generated__/useRequestActsMoveMutation.graphql'
import type { useRequestActsReopenMutation } from '../__generated__/useRequestActsReopenMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRequestWords } from './requestWords'

const answer = graphql`
  mutation useRequestActsAnswerMutation($input: AnswerRequestInput!) {
    answerRequest(input: $input) {
      id
      version
    }
  }
`
const assign = graphql`
  mutation useRequestActsAssignMutation($input: AssignRequestInput!) {
    assignRequest(input: $input) {
      id
      version
    }
  }
`
const move = graphql`
  mutation useRequestActsMoveMutation($input: MoveRequestInput!) {
    moveRequest(input: $input) {
      id
      version
    }
  }
`
const conclude = graphql`
  mutation useRequestActsConcludeMutation($input: ConcludeComplaintInput!) {
    concludeComplaint(input: $input) {
      id
      version
    }
  }
`
const cancel = graphql`
  mutation useRequestActsCancelMutation($input: CancelRequestInput!) {
    cancelRequest(input: $input) {
      id
      version
    }
  }
`
const reopen = graphql`
  mutation useRequestActsReopenMutation($input: ReopenRequestInput!) {
    reopenRequest(input: $input) {
      id
      version
    }
  }
`
export type Given = {
  text?: string
  kind?: string
  interaction?: string | null
  owner?: string
  justified?: boolean
  cause?: string
  duplicateOf?: string | null
}
export type RunAct = (act: string, given: Given) => Promise<Failure | null>

/** Does something with a request; what went wrong, or null. */
export function useRequestActs(
  it: { readonly id: string; readonly version: number },
  onChanged: (id?: string) => void,
): { busy: boolean; run: RunAct } {
  const { t } = useLingui()
  const words = useRequestWords()
  const failed = useFailureText()
  const [runAnswer, answering] = useChange<useRequestActsAnswerMutation>(answer)
  const [runAssign, assigning] = useChange<useRequestActsAssignMutation>(assign)
  const [runMove, moving] = useChange<useRequestActsMoveMutation>(move)
  const [runConclude, concluding] = useChange<useRequestActsConcludeMutation>(conclude)
  const [runCancel, cancelling] = useChange<useRequestActsCancelMutation>(cancel)
  const [runReopen, reopening] = useChange<useRequestActsReopenMutation>(reopen)
  const { id, version } = it
  const run: RunAct = async (act, given) => {
    const text = given.text?.trim() ?? ''
    let next: string | undefined
    const outcome = await (act === 'answer'
      ? runAnswer({
          input: {
            id,
            version,
            kind: given.kind ?? 'call',
            text: text || null,
            interaction: given.interaction ?? null,
          },
        })
      : act === 'assign'
        ? runAssign({ input: { id, version, owner: given.owner ?? '' } })
        : act === 'conclude'
          ? runConclude({
              input: { id, version, outcome: text, justified: given.justified ?? false, cause: given.cause ?? 'other' },
            })
          : act === 'cancel'
            ? runCancel({ input: { id, version, reason: text || null, duplicateOf: given.duplicateOf ?? null } })
            : act === 'reopen'
              ? runReopen({ input: { id, version, text } }).then((done) => {
                  if (done.ok) next = done.data.reopenRequest?.id
                  return done
                })
              : runMove({ input: { id, version, act, text: text || null } }))
    if (!outcome.ok) {
      if (act !== 'answer') toast(failed(outcome.failure).title, 'bad')
      return outcome.failure
    }
    toast(t`Done: ${words.act(act)}`)
    onChanged(next)
    return null
  }
  return { busy: answering || assigning || moving || concluding || cancelling || reopening, run }
}
