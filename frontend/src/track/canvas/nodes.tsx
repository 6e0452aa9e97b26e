import { useLingui } from '@lingui/react/macro'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { Check, CircleCheck, DoorOpen, Plus, ShieldCheck, Trash2, X } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useBoth } from '../../book/journeyWords'
import { Button, IconButton } from '../../ui/Button'
import type { EditedTask } from '../templateContent'
import { useOwnerWords } from '../useOwnerWords'
import { useBoard } from './board'
import css from './Canvas.module.css'
import type { Place } from './places'

const MOST_TASKS = 30
const MOST_CRITERIA = 12
const MOST_STAGES = 20

/** Where the way comes in and goes on: beside it, or from row to row. */
const ENDS = [
  { id: 'left', type: 'target', position: Position.Left },
  { id: 'top', type: 'target', position: Position.Top },
  { id: 'right', type: 'source', position: Position.Right },
  { id: 'bottom', type: 'source', position: Position.Bottom },
] as const

/** A stage: its name opens it, Alt with the arrows moves it. */
export function StageNode({ data }: NodeProps) {
  const { t } = useLingui()
  const both = useBoth()
  const board = useBoard()
  const n = (data as { stage: number }).stage
  const stage = board.stages[n]
  if (!stage) return null
  const name = both(stage) || t`New stage`
  const entered = board.trial?.entered.get(stage.key)
  return (
    <div className={css.stage}>
      {ENDS.map(({ id, type, position }) => (
        <Handle key={id} id={id} type={type} position={position} className={css.hidden} isConnectable={false} />
      ))}
      <div className={css.head}>
        <button type="button" className={css.name} onClick={() => board.editStage(n)} onKeyDown={keys(board, n, null)}>
          {`${n + 1}. ${name}`}
        </button>
        <span className={css.meta}>
          {entered ? t`from ${entered}` : stage.days === null ? t`as long as it takes` : t`${stage.days} days`}
          {stage.loss ? '' : ` · ${t`cannot be lost`}`}
        </span>
        <span className={css.icons}>
          <IconButton
            small
            label={t`Add a stage after ${name}`}
            disabled={board.stages.length >= MOST_STAGES}
            onClick={() => board.addStage(n)}
          >
            <Plus size={14} aria-hidden="true" />
          </IconButton>
          <IconButton small label={t`Remove ${name}`} onClick={() => board.removeStage(n)}>
            <Trash2 size={13} aria-hidden="true" />
          </IconButton>
        </span>
      </div>
      <div className={css.foot}>
        <Button small look="quiet" disabled={stage.tasks.length >= MOST_TASKS} onClick={() => board.add(n, 'tasks')}>
          <Plus size={12} aria-hidden="true" />
          {t`Task`}
        </Button>
        <Button
          small
          look="quiet"
          disabled={stage.criteria.length >= MOST_CRITERIA}
          onClick={() => board.add(n, 'criteria')}
        >
          <Plus size={12} aria-hidden="true" />
          {t`Exit criterion`}
        </Button>
      </div>
    </div>
  )
}

/** A task: whose it is and by when; red what the law wants, dashed what is free. */
export function TaskNode({ data }: NodeProps) {
  const { t } = useLingui()
  const owners = useOwnerWords()
  const board = useBoard()
  const place = data.place as Place
  const stage = board.stages[place.stage]
  const task = stage?.tasks[place.at]
  if (!stage || !task) return null
  const due = board.trial?.due.get(`${stage.key}.${task.key}`)
  const kind = task.compliance ? t`compliance` : task.mandatory ? t`mandatory` : t`free`
  const when = due ? t`by ${due}` : t`${task.days} workdays`
  return (
    <Card place={place} look={lookOf(task)} about={`${owners.word(task.owner)} · ${when}`} kind={kind} item={task}>
      {task.compliance ? <ShieldCheck size={15} aria-hidden="true" /> : <CircleCheck size={15} aria-hidden="true" />}
    </Card>
  )
}

const lookOf = (task: EditedTask) => (task.compliance ? css.compliance : task.mandatory ? '' : css.free)

/** What has to hold to leave the stage. */
export function CriterionNode({ data }: NodeProps) {
  const { t } = useLingui()
  const board = useBoard()
  const place = data.place as Place
  const stage = board.stages[place.stage]
  const criterion = stage?.criteria[place.at]
  if (!stage || !criterion) return null
  const held = board.trial?.held.get(`${stage.key}.${criterion.key}`)
  const about = held === undefined ? t`has to hold to leave it` : held ? t`holds now` : t`does not hold now`
  const look = `${css.criterion} ${held === undefined ? '' : held ? css.held : css.unheld}`
  const Icon = held === undefined ? DoorOpen : held ? Check : X
  return (
    <Card place={place} look={look} about={about} kind={t`exit criterion`} item={criterion}>
      <Icon size={15} aria-hidden="true" />
    </Card>
  )
}

type CardProps = {
  place: Place
  look: string | undefined
  about: string
  kind: string
  item: { zh: string; en: string; key: string }
  children: ReactNode
}

function Card({ place, look, about, kind, item, children }: CardProps) {
  const both = useBoth()
  const board = useBoard()
  const name = both(item) || item.key
  return (
    <div className={`${css.card} ${look ?? ''}`} title={name}>
      {children}
      <button
        type="button"
        className={css.item}
        aria-label={`${name}, ${kind}, ${about}`}
        data-place={`${place.stage}.${place.part}.${place.at}`}
        onClick={() => board.edit(place)}
        onKeyDown={keys(board, place.stage, place)}
      >
        {name}
      </button>
      <span className={css.meta}>{about}</span>
    </div>
  )
}

const ARROWS = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'])

function keys(board: ReturnType<typeof useBoard>, stage: number, place: Place | null) {
  return (event: KeyboardEvent) => {
    const wanted = event.key === 'Delete' || (event.altKey && ARROWS.has(event.key))
    if (!wanted || !board.press(stage, place, event.key)) return
    event.preventDefault()
    event.stopPropagation()
  }
}
