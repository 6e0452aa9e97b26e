import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { TaskItems_task$key } from '../__generated__/TaskItems_task.graphql'
import type { TaskItemsMutation } from '../__generated__/TaskItemsMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button, IconButton } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { useRight } from '../viewer/Viewer'
import css from './TaskMore.module.css'

const fragment = graphql`
  fragment TaskItems_task on Task {
    id
    version
    state
    stage
    checklist {
      zh
      en
      done
    }
  }
`
const mutation = graphql`
  mutation TaskItemsMutation($input: SetTaskItemsInput!) {
    setTaskItems(input: $input) {
      version
      ...TaskItems_task
    }
  }
`
type Item = { text: string; done: boolean }
type Props = { task: TaskItems_task$key; onChanged: () => void }

/** The checklist of a free task: items are ticked, added, moved and taken away. */
export function TaskItems({ task, onChanged }: Props) {
  const { t } = useLingui()
  const data = useFragment(fragment, task)
  const may = useRight('Mutation.setTaskItems') && data.state === 'open'
  const [put, busy] = useChange<TaskItemsMutation>(mutation)
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const items = (data.checklist ?? []).map(({ zh, done }): Item => ({ text: zh, done }))
  if (data.stage || (items.length === 0 && !may)) return null
  const save = async (next: readonly Item[]) => {
    const outcome = await put({ input: { id: data.id, version: data.version, items: next } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (outcome.ok) onChanged()
    return outcome.ok
  }
  const moved = (at: number, by: 1 | -1) => {
    const next = [...items]
    const [item] = next.splice(at, 1)
    if (item) next.splice(at + by, 0, item)
    return next
  }
  const add = async () => {
    if (text.trim() && (await save([...items, { text: text.trim(), done: false }]))) setText('')
  }
  return (
    <section>
      <h3>{t`Checklist`}</h3>
      {items.map((item, at) => (
        <div key={at} className={css.item}>
          <Toggle
            label={item.text}
            checked={item.done}
            disabled={!may || busy}
            onChange={(done) => void save(items.map((each, n) => (n === at ? { ...each, done } : each)))}
          />
          {may && (
            <>
              <IconButton
                small
                label={t`Up: ${item.text}`}
                disabled={at === 0 || busy}
                onClick={() => save(moved(at, -1))}
              >
                <ArrowUp size={14} />
              </IconButton>
              <IconButton
                small
                label={t`Down: ${item.text}`}
                disabled={at === items.length - 1 || busy}
                onClick={() => save(moved(at, 1))}
              >
                <ArrowDown size={14} />
              </IconButton>
              <IconButton
                small
                label={t`Take away: ${item.text}`}
                disabled={busy}
                onClick={() => save(items.toSpliced(at, 1))}
              >
                <X size={14} />
              </IconButton>
            </>
          )}
        </div>
      ))}
      {may && (
        <div className={css.fields}>
          <TextField
            label={t`New item`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
              event.preventDefault()
              void add()
            }}
          />
          <Button small busy={busy} disabled={!text.trim()} onClick={add}>
            {t`Add`}
          </Button>
        </div>
      )}
      <FailureLine failure={failure} />
    </section>
  )
}
