import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { JourneyTaskDialogCompleteMutation } from '../__generated__/JourneyTaskDialogCompleteMutation.graphql'
import type { JourneyTaskDialogQuery } from '../__generated__/JourneyTaskDialogQuery.graphql'
import type { JourneyTaskDialogTickMutation } from '../__generated__/JourneyTaskDialogTickMutation.graphql'
import type { JourneyTaskDialogWaiveMutation } from '../__generated__/JourneyTaskDialogWaiveMutation.graphql'
import { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { ErrorState, FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import { useRight } from '../viewer/Viewer'
import css from './Journeys.module.css'
import { useBoth } from './journeyWords'
import { taskArrived } from './taskBell'

const query = graphql`
  query JourneyTaskDialogQuery($id: ID!) {
    task(id: $id) {
      ...JourneyTaskDialog_task @relay(mask: false)
      client {
        documents(first: 100) {
          nodes {
            id
            name
            uploadedAt
          }
        }
      }
    }
  }
`
/** What is shown of a task of a journey. */
export const fragment = graphql`
  fragment JourneyTaskDialog_task on Task {
    id
    version
    title
    body
    state
    dueAt
    mandatory
    compliance
    evidence
    role
    outcome
    checklist {
      zh
      en
      done
    }
    assignee {
      name
    }
  }
`
const complete = graphql`
  mutation JourneyTaskDialogCompleteMutation($input: CompleteTaskInput!) {
    completeTask(input: $input) {
      ...JourneyTaskDialog_task @relay(mask: false)
    }
  }
`
const tick = graphql`
  mutation JourneyTaskDialogTickMutation($input: TickTaskItemInput!) {
    tickTaskItem(input: $input) {
      ...JourneyTaskDialog_task @relay(mask: false)
    }
  }
`
const waive = graphql`
  mutation JourneyTaskDialogWaiveMutation($input: WaiveTaskInput!) {
    waiveTask(input: $input) {
      ...JourneyTaskDialog_task @relay(mask: false)
    }
  }
`
type Props = { id: string; title: string; onDone: () => void; onClose: () => void }

/** A task of a journey: its playbook and checklist, and its completion with the evidence it asks for. */
export function JourneyTaskDialog({ id, title, onDone, onClose }: Props) {
  return (
    <Dialog title={title} open onClose={onClose} size={560}>
      <Boundary fallback={<SkeletonRows rows={5} />}>
        <Form id={id} onDone={onDone} onClose={onClose} />
      </Boundary>
    </Dialog>
  )
}

function Form({ id, onDone, onClose }: Omit<Props, 'title'>) {
  const { t } = useLingui()
  const both = useBoth()
  const { task } = useLazyLoadQuery<JourneyTaskDialogQuery>(query, { id }, { fetchPolicy: 'network-only' })
  const mayComplete = useRight('Mutation.completeTask')
  const mayTick = useRight('Mutation.tickTaskItem')
  const mayWaive = useRight('Mutation.waiveTask')
  const [runComplete, completing] = useChange<JourneyTaskDialogCompleteMutation>(complete)
  const [runTick, ticking] = useChange<JourneyTaskDialogTickMutation>(tick)
  const [runWaive, waiving] = useChange<JourneyTaskDialogWaiveMutation>(waive)
  const [outcome, setOutcome] = useState('')
  const [document, setDocument] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  if (!task) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const open = task.state === 'open'
  const named = { id: task.id, version: task.version }
  const note = outcome.trim() || null
  const settle = (refused: Failure | null, words: string) => {
    if (refused) return setFailure(refused)
    taskArrived()
    toast(words)
    onDone()
    onClose()
  }
  const finish = async () => {
    const told = await runComplete({ input: { ...named, outcome: note, document } })
    settle(told.ok ? null : told.failure, t`Task done: ${task.title}`)
  }
  const leaveOut = async () => {
    const told = await runWaive({ input: { ...named, reason: note ?? '' } })
    settle(told.ok ? null : told.failure, t`Task waived: ${task.title}`)
  }
  const toggle = async (item: number, done: boolean) => {
    const told = await runTick({ input: { ...named, item, done } })
    if (!told.ok) setFailure(told.failure)
  }
  const documents = task.client?.documents?.nodes ?? []
  const lacks = (task.evidence === 'note' && !note) || (task.evidence === 'document' && !document)
  return (
    <>
      <Stack>
        {task.body && <p className={css.playbook}>{task.body}</p>}
        {task.checklist.length > 0 && (
          <fieldset className={css.checklist}>
            <legend>{t`Checklist`}</legend>
            {task.checklist.map((item, n) => (
              <Toggle
                key={item.zh}
                label={both(item)}
                checked={item.done}
                disabled={!open || !mayTick || ticking}
                onChange={(done) => void toggle(n, done)}
              />
            ))}
          </fieldset>
        )}
        {open ? (
          <>
            {task.evidence === 'document' && (
              <Choice
                label={t`Document that shows it`}
                required
                items={documents.map((each) => ({
                  value: each.id,
                  label: `${each.name} · ${each.uploadedAt.slice(0, 10)}`,
                }))}
                value={document}
                hint={
                  documents.length === 0 ? t`The client has no document yet. Add it under “Documents” first.` : null
                }
                onChange={setDocument}
              />
            )}
            <TextArea
              label={task.evidence === 'note' ? t`What was done` : t`Note`}
              required={task.evidence === 'note'}
              rows={2}
              maxLength={2000}
              value={outcome}
              onChange={(event) => setOutcome(event.currentTarget.value)}
            />
          </>
        ) : (
          task.outcome && <p className={css.playbook}>{t`Outcome: ${task.outcome}`}</p>
        )}
        {task.compliance && <small className={css.meta}>{t`A task of compliance: nobody can waive it.`}</small>}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{open ? t`Cancel` : t`Close`}</Button>
        {open && mayWaive && task.mandatory && !task.compliance && (
          <Button busy={waiving} disabled={!note} title={t`Say why in the note`} onClick={() => void leaveOut()}>
            {t`Waive`}
          </Button>
        )}
        {open && mayComplete && (
          <Button look="primary" busy={completing} disabled={lacks} onClick={() => void finish()}>
            {t`Complete`}
          </Button>
        )}
      </DialogFooter>
    </>
  )
}
