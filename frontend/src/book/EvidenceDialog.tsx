import { lazy, Suspense } from 'react'
import type { Failure } from '../relay/failure'

const JourneyTaskDialog = lazy(() =>
  import('./JourneyTaskDialog').then((loaded) => ({ default: loaded.JourneyTaskDialog })),
)

/** Whether a task was not completed for want of what it leaves behind: a note, or a document. */
export const asksForEvidence = (failure: Failure): boolean =>
  failure.params.problem === 'task_note' || failure.params.problem === 'task_document'

type Props = { task: { id: string; title: string }; onClose: () => void }

/** Where a task of a journey is completed with the evidence it asks for; loaded when the first one does. */
export function EvidenceDialog({ task, onClose }: Props) {
  return (
    <Suspense fallback={null}>
      <JourneyTaskDialog id={task.id} title={task.title} onDone={() => undefined} onClose={onClose} />
    </Suspense>
  )
}
