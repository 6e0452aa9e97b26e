import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { Dialog } from '../ui/Dialog'
import { SkeletonRows } from '../ui/Skeleton'

const Form = lazy(() => import('./TaskForm').then(({ TaskForm }) => ({ default: TaskForm })))

export type EditedTask = {
  id: string
  version: number
  title: string
  body: string | null | undefined
  priority: string
  dueAt: string | null | undefined
  state: string
  outcome: string | null | undefined
  assignee: { id: string } | null | undefined
}

type Props = { task?: EditedTask; client?: { id: string; name: string }; onClose: () => void }

/** A new task (for a client, or for none) or an existing one. */
export function TaskDialog({ task, client, onClose }: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={task ? t`Task` : client ? t`New task for ${client.name}` : t`New task`} open onClose={onClose}>
      <Suspense fallback={<SkeletonRows rows={5} />}>
        <Form {...(task ? { task } : {})} {...(client ? { clientId: client.id } : {})} onClose={onClose} />
      </Suspense>
    </Dialog>
  )
}
