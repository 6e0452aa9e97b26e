import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useRelayEnvironment } from 'react-relay'
import { UserChoice, useUserItems } from '../book/UserChoice'
import { dayOf } from '../format/date'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import type { Column } from '../ui/grid/columns'
import type { CellChange } from '../ui/grid/history'
import { readTyped } from '../ui/grid/typed'
import { type Save, wordsOf } from '../ui/grid/useEdits'
import { useFaultWords } from '../ui/grid/useFaultWords'
import { ReviewDialog, type Reviewed } from '../ui/ReviewDialog'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import type { ClientData } from './ClientCells'
import { assignOwners } from './clientOwners'

type Props = {
  clients: readonly ClientData[]
  columns: readonly Column<ClientData>[]
  save: Save
  onDone: () => void
  onClose: () => void
}
/** What was decided: the differences to look at, how to make them, how to take them back. left: clients left out. */
type Plan = { title: string; differences: readonly Reviewed[]; left: number; run: () => Promise<Done>; confirm: string }
type Done = { count: number; refused: readonly string[]; back: () => Promise<unknown> }

const OWNER = 'owner'

/** Gives all picked clients the same owner or the same value of a field, after a look at what each becomes. */
export function ClientsBulkChange(props: Props) {
  const { t } = useLingui()
  const [plan, setPlan] = useState<Plan | null>(null)
  const { onDone, onClose } = props
  if (!plan) {
    return (
      <Dialog title={t`Change a field of the selected clients`} open onClose={onClose} size={440}>
        <Boundary fallback={<SkeletonRows rows={4} />}>
          <Wish {...props} onPlan={setPlan} />
        </Boundary>
      </Dialog>
    )
  }
  const confirm = async () => {
    const { count, refused, back } = await plan.run()
    if (count === 0 && refused[0]) return new Failure('BAD_USER_INPUT', refused[0])
    const rest = refused[0] ? ` ${t`${refused.length} refused: ${refused[0]}`}` : ''
    toast(t`${plural(count, { one: '# client', other: '# clients' })} changed.` + rest, {
      tone: refused.length > 0 ? 'bad' : 'good',
      action: { label: t`Undo`, run: () => void back() },
    })
    onDone()
    return null
  }
  return (
    <ReviewDialog
      title={plan.title}
      confirm={plan.confirm}
      differences={plan.differences}
      effect={
        plan.left > 0 &&
        t`${plural(plan.left, { one: '# client is', other: '# clients are' })} left out: you may not change this of them.`
      }
      onConfirm={confirm}
      onClose={onClose}
    />
  )
}

/** Which field, and what it becomes. */
function Wish({ clients, columns, save, onClose, onPlan }: Props & { onPlan: (plan: Plan) => void }) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const faultWords = useFaultWords()
  const words = useFailureText()
  const users = useUserItems()
  const mayAssign = useRight('Mutation.assignClient')
  const fields = columns.filter((column) => column.edit && column.id !== 'name')
  const [field, setField] = useState<string | null>(null)
  const [value, setValue] = useState('')
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const column = fields.find(({ id }) => id === field)
  const flags: [string, string] = [t`Yes`, t`No`]

  const ownerPlan = (): Plan => {
    const name = users.find((user) => user.value === value)?.label ?? ''
    const changed = clients.filter(({ owner }) => owner?.id !== value)
    const before = changed.flatMap(({ id, owner }) => (owner ? [{ client: id, user: owner.id }] : []))
    const wanted = changed.map(({ id }) => ({ client: id, user: value }))
    return {
      title: t`Hand ${plural(changed.length, { one: '# client', other: '# clients' })} over to ${name}?`,
      confirm: t`Hand over`,
      left: 0,
      differences: changed.map((client) => ({
        label: client.name ?? '—',
        before: client.owner?.name ?? '',
        after: name,
      })),
      run: async () => {
        const { done, refused } = await assignOwners(environment, wanted, reason.trim() || null)
        const given = new Set(done.map(({ client }) => client))
        return {
          count: done.length,
          refused: refused.map((failure) => words(failure).title),
          back: () =>
            assignOwners(
              environment,
              before.filter(({ client }) => given.has(client)),
              t`Taken back`,
            ),
        }
      },
    }
  }
  const fieldPlan = (of: Column<ClientData>, after: string): Plan => {
    const open = clients.filter((client) => (of.edit?.refuse?.(client) ?? null) === null)
    const pairs = open.flatMap((client) => {
      const before = of.edit?.value(client) ?? ''
      const change: CellChange = { id: client.id, column: of.id, before, after }
      return before === after ? [] : [{ client, change }]
    })
    const changes = pairs.map(({ change }) => change)
    return {
      title: t`Change “${of.title}” of ${plural(changes.length, { one: '# client', other: '# clients' })}?`,
      confirm: t`Change`,
      left: clients.length - open.length,
      differences: pairs.map(({ client, change }) => ({
        label: client.name ?? '—',
        before: wordsOf(of, change.before, flags),
        after: wordsOf(of, change.after, flags),
      })),
      run: async () => {
        const answers = await save(changes)
        const done = changes.filter((_, n) => answers[n]?.ok)
        const swapped = done.map((change) => ({ ...change, before: change.after, after: change.before }))
        return {
          count: done.length,
          refused: answers.flatMap((answer) => (answer.ok ? [] : [answer.why])),
          back: () => save(swapped),
        }
      },
    }
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (field === OWNER) return onPlan(ownerPlan())
    if (!column?.edit) return
    const { kind, items = [], required = false } = column.edit
    const read = readTyped(value, { kind, items, required }, dayOf(new Date()))
    if (read.ok) onPlan(fieldPlan(column, read.value))
    else setFault(faultWords(read.why))
  }
  const label = t`New value`
  const common = { label, error: fault ?? undefined }
  const choice = (items: readonly { value: string; label: string }[]) => (
    <Choice
      {...common}
      items={items}
      value={value || null}
      clearable={!column?.edit?.required}
      onChange={(next) => setValue(next ?? '')}
    />
  )
  const input = () => {
    switch (column?.edit?.kind) {
      case undefined:
        return null
      case 'choice':
        return choice(column.edit.items ?? [])
      case 'boolean':
        return choice([
          { value: 'yes', label: flags[0] },
          { value: 'no', label: flags[1] },
        ])
      case 'date':
        return <DateField {...common} value={value || null} onChange={(next) => setValue(next ?? '')} />
      default:
        return <TextField {...common} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
    }
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Choice
          label={t`Field`}
          items={[
            ...(mayAssign ? [{ value: OWNER, label: t`Owner` }] : []),
            ...fields.map(({ id, title }) => ({ value: id, label: title })),
          ]}
          value={field}
          onChange={(next) => {
            setField(next)
            setValue('')
            setFault(null)
          }}
        />
        {field === OWNER ? (
          <>
            <UserChoice label={t`To`} value={value || null} onChange={(next) => setValue(next ?? '')} required />
            <TextField label={t`Reason`} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          </>
        ) : (
          input()
        )}
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button type="submit" look="primary" disabled={!field || (field === OWNER && !value)}>
          {t`Review`}
        </Button>
      </DialogFooter>
    </form>
  )
}
