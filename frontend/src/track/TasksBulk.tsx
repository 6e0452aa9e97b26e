import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { CalendarClock, Check, CircleSlash, UserCog } from 'lucide-react'
import { Suspense, useState } from 'react'
import { useUserItems } from '../book/UserChoice'
import { dateTime } from '../format/date'
import { Button } from '../ui/Button'
import { DateField } from '../ui/DateField'
import { BulkBar } from '../ui/grid/BulkBar'
import type { Selection } from '../ui/grid/selection'
import { Bubble } from '../ui/Menu'
import { PickList } from '../ui/PickList'
import { ReviewDialog, type Reviewed } from '../ui/ReviewDialog'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import type { TaskData } from './taskRows'
import { type TaskChange, useTaskChanges } from './useTaskChanges'
import type { TaskNode } from './useTaskPages'
import { dueOn } from './useTaskSave'

type Plan = {
  title: string
  confirm: string
  differences: readonly Reviewed[]
  changes: readonly (readonly [string, TaskChange])[]
  back: (id: string) => TaskChange
}
type Props = { selection: Selection<TaskNode>; read: (row: TaskNode) => TaskData }

const NONE: ReadonlySet<string> = new Set()

/** Completes, hands over or moves all picked tasks, after a look at what each becomes; can be taken back. */
export function TasksBulk({ selection, read }: Props) {
  const { t } = useLingui()
  const words = useFailureText()
  const mayComplete = useRight('Mutation.completeTask')
  const mayUpdate = useRight('Mutation.updateTask')
  const { changeAll } = useTaskChanges()
  const [open, setOpen] = useState<'assignee' | 'due' | 'cancel' | null>(null)
  const mayCancel = useRight('Mutation.cancelTask')
  const [reason, setReason] = useState('')
  const [day, setDay] = useState<string | null>(null)
  const [plan, setPlan] = useState<Plan | null>(null)
  // As they are now, not as they were when they were picked.
  const picked = [...selection.rows.values()].map(read).filter((task) => task.state === 'open')
  const before = new Map(picked.map((task) => [task.id, task]))
  const label = (task: TaskData) => (task.client?.name ? `${task.title} · ${task.client.name}` : task.title)

  const complete = () =>
    setPlan({
      title: t`Complete ${plural(picked.length, { one: '# task', other: '# tasks' })}?`,
      confirm: t`Complete`,
      differences: picked.map((task) => ({ label: label(task), before: t`Open`, after: t`Done` })),
      changes: picked.map((task) => [task.id, { do: 'complete' }] as const),
      back: () => ({ do: 'reopen' }),
    })
  const giveUp = (reason: string) => {
    setOpen(null)
    setPlan({
      title: t`Cancel ${plural(picked.length, { one: '# task', other: '# tasks' })}?`,
      confirm: t`Cancel the tasks`,
      differences: picked.map((task) => ({ label: label(task), before: t`Open`, after: t`Cancelled: ${reason}` })),
      changes: picked.map((task) => [task.id, { do: 'cancel', reason }] as const),
      back: () => ({ do: 'reopen' }),
    })
  }
  const handOver = (user: { value: string; label: string }) => {
    setOpen(null)
    const changed = picked.filter((task) => task.assignee?.id !== user.value)
    setPlan({
      title: t`Hand ${plural(changed.length, { one: '# task', other: '# tasks' })} over to ${user.label}?`,
      confirm: t`Hand over`,
      differences: changed.map((task) => ({
        label: label(task),
        before: task.assignee?.name ?? '—',
        after: user.label,
      })),
      changes: changed.map((task) => [task.id, { do: 'update', input: { assignee: user.value } }] as const),
      back: (id) => ({ do: 'update', input: { assignee: before.get(id)?.assignee?.id ?? null } }),
    })
  }
  const moveTo = (to: string) => {
    setOpen(null)
    setPlan({
      title: t`Move ${plural(picked.length, { one: '# task', other: '# tasks' })} to ${to}?`,
      confirm: t`Move`,
      differences: picked.map((task) => ({
        label: label(task),
        before: dateTime(task.dueAt),
        after: dateTime(dueOn(to, task.dueAt)),
      })),
      changes: picked.map((task) => [task.id, { do: 'update', input: { dueAt: dueOn(to, task.dueAt) } }] as const),
      back: (id) => ({ do: 'update', input: { dueAt: before.get(id)?.dueAt ?? null } }),
    })
  }
  const run = async ({ changes, back }: Plan) => {
    const { done, refused } = await changeAll(changes)
    if (done.length === 0 && refused[0]) return refused[0]
    const n = done.length
    // Each reason once, with how many tasks it holds for.
    const reasons = [...Map.groupBy(refused, (failure) => words(failure).title)]
    const rest = reasons.map(([why, those]) => ` ${t`${those.length} refused: ${why}`}`).join('')
    toast(t`${plural(n, { one: '# task', other: '# tasks' })} changed.` + rest, {
      tone: refused.length > 0 ? 'bad' : 'good',
      action: { label: t`Undo`, run: () => void changeAll(done.map((id) => [id, back(id)] as const)) },
    })
    selection.clear()
    return null
  }
  return (
    <BulkBar picked={selection.rows.size} onClear={selection.clear}>
      {mayComplete && (
        <Button small disabled={picked.length === 0} onClick={complete}>
          <Check size={13} aria-hidden="true" />
          {t`Complete`}
        </Button>
      )}
      {mayUpdate && (
        <>
          <Bubble
            label={t`Hand over to`}
            open={open === 'assignee'}
            onChange={(next) => setOpen(next ? 'assignee' : null)}
            target={
              <Button
                small
                disabled={picked.length === 0}
                aria-expanded={open === 'assignee'}
                onClick={() => setOpen(open === 'assignee' ? null : 'assignee')}
              >
                <UserCog size={13} aria-hidden="true" />
                {t`Hand over…`}
              </Button>
            }
          >
            <Suspense fallback={<SkeletonRows rows={2} />}>
              <Users label={t`Hand over to`} onPick={handOver} />
            </Suspense>
          </Bubble>
          <Bubble
            label={t`Move the due day`}
            open={open === 'due'}
            onChange={(next) => setOpen(next ? 'due' : null)}
            target={
              <Button
                small
                disabled={picked.length === 0}
                aria-expanded={open === 'due'}
                onClick={() => setOpen(open === 'due' ? null : 'due')}
              >
                <CalendarClock size={13} aria-hidden="true" />
                {t`Move…`}
              </Button>
            }
          >
            <DateField label={t`Due`} value={day} onChange={setDay} />
            <Button look="primary" small disabled={!day} onClick={() => day && moveTo(day)}>
              {t`Review`}
            </Button>
          </Bubble>
        </>
      )}
      {mayCancel && (
        <Bubble
          label={t`Cancel tasks`}
          open={open === 'cancel'}
          onChange={(next) => setOpen(next ? 'cancel' : null)}
          target={
            <Button
              small
              disabled={picked.length === 0}
              aria-expanded={open === 'cancel'}
              onClick={() => setOpen(open === 'cancel' ? null : 'cancel')}
            >
              <CircleSlash size={13} aria-hidden="true" />
              {t`Cancel tasks…`}
            </Button>
          }
        >
          <TextField label={t`Reason`} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          <Button look="primary" small disabled={!reason.trim()} onClick={() => giveUp(reason.trim())}>
            {t`Review`}
          </Button>
        </Bubble>
      )}
      {plan && (
        <ReviewDialog
          title={plan.title}
          confirm={plan.confirm}
          differences={plan.differences}
          onConfirm={() => run(plan)}
          onClose={() => setPlan(null)}
        />
      )}
    </BulkBar>
  )
}

function Users({ label, onPick }: { label: string; onPick: (user: { value: string; label: string }) => void }) {
  return <PickList label={label} items={useUserItems()} picked={NONE} onPick={onPick} />
}
