import { useLingui } from '@lingui/react/macro'
import { Circle, CircleCheck, CircleSlash } from 'lucide-react'
import { useState } from 'react'
import { asksForEvidence, EvidenceDialog } from '../book/EvidenceDialog'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import css from './TaskSheet.module.css'
import type { TaskData } from './taskRows'
import { useTaskChanges } from './useTaskChanges'

const signs: Record<string, typeof Circle> = { done: CircleCheck, cancelled: CircleSlash }

/** Completes an open task or reopens a done one. */
export function TaskTick({ task }: { task: TaskData }) {
  const { t } = useLingui()
  const words = useFailureText()
  const mayComplete = useRight('Mutation.completeTask')
  const mayReopen = useRight('Mutation.reopenTask')
  const { change } = useTaskChanges()
  const [busy, setBusy] = useState(false)
  const [asked, setAsked] = useState(false)
  const done = task.state === 'done'
  const Sign = signs[task.state] ?? Circle
  const toggle = async () => {
    setBusy(true)
    const failure = await change(task.id, { do: done ? 'reopen' : 'complete' })
    setBusy(false)
    if (failure && asksForEvidence(failure)) setAsked(true)
    else if (failure) toast(words(failure).title, 'bad')
    else toast(done ? t`Task reopened: ${task.title}` : t`Task done: ${task.title}`)
  }
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        className={css.tick}
        disabled={busy || !(done ? mayReopen : mayComplete && task.state === 'open')}
        aria-label={done ? t`Reopen “${task.title}”` : t`Complete “${task.title}”`}
        onClick={toggle}
      >
        <Sign size={16} />
      </button>
      {asked && <EvidenceDialog task={task} onClose={() => setAsked(false)} />}
    </>
  )
}
