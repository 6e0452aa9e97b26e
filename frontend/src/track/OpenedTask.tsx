import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OpenedTaskQuery } from '../__generated__/OpenedTaskQuery.graphql'
import { TaskDialog } from '../book/TaskDialog'
import { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter } from '../ui/Dialog'
import { ErrorState } from '../ui/ErrorState'

const query = graphql`
  query OpenedTaskQuery($id: ID!) {
    task(id: $id) {
      id
      version
      title
      body
      priority
      dueAt
      state
      outcome
      assignee {
        id
      }
    }
  }
`

/** The task that the address names, in its dialog; one that is out of reach by now is said to be. */
export function OpenedTask({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui()
  const { task } = useLazyLoadQuery<OpenedTaskQuery>(query, { id }, { fetchPolicy: 'network-only' })
  if (task) return <TaskDialog task={task} onClose={onClose} />
  return (
    <Dialog title={t`Task`} open onClose={onClose}>
      <ErrorState failure={new Failure('NOT_FOUND', '')} />
      <DialogFooter>
        <Button onClick={onClose}>{t`Close`}</Button>
      </DialogFooter>
    </Dialog>
  )
}
