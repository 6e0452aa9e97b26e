import { useLingui } from '@lingui/react/macro'
import { graphql } from 'react-relay'
import type { usePausePauseMutation } from '../../__generated__/usePausePauseMutation.graphql'
import type { usePauseResumeMutation } from '../../__generated__/usePauseResumeMutation.graphql'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { toast } from '../../ui/Toasts'
import { useFailureText } from '../../ui/useFailureText'
import { useOpsWords } from './useOpsWords'

const pauseMutation = graphql`
  mutation usePausePauseMutation($input: PauseWorkInput!) {
    pauseWork(input: $input) {
      at
    }
  }
`
const resumeMutation = graphql`
  mutation usePauseResumeMutation($input: ResumeWorkInput!) {
    resumeWork(input: $input) {
      at
    }
  }
`

/** Letting a class of work rest and go on; the first is taken back from its toast. */
export function usePause(onChanged: () => void) {
  const { t } = useLingui()
  const words = useOpsWords()
  const failures = useFailureText()
  const [runPause, pausing] = useChange<usePausePauseMutation>(pauseMutation)
  const [runResume, resuming] = useChange<usePauseResumeMutation>(resumeMutation)
  const resume = async (kind: string) => {
    const outcome = await runResume({ input: { kind } })
    if (!outcome.ok) return toast(outcome.failure.message || failures(outcome.failure).title, 'bad')
    toast(t`It goes on: ${words.kind(kind)}`, { key: `pause:${kind}` })
    onChanged()
  }
  const pause = async (kind: string, reason: string): Promise<Failure | null> => {
    const outcome = await runPause({ input: { kind, reason } })
    if (!outcome.ok) return outcome.failure
    toast(t`It rests: ${words.kind(kind)}`, {
      key: `pause:${kind}`,
      action: { label: t`Undo`, run: () => void resume(kind) },
    })
    onChanged()
    return null
  }
  return { pause, resume, busy: pausing || resuming }
}
