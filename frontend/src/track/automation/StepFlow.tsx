import { useLingui } from '@lingui/react/macro'
import {
  Bell,
  CircleStop,
  Clock,
  Filter,
  GitBranch,
  HandHelping,
  ListTodo,
  Mail,
  Pause,
  Play,
  Plus,
  Route,
  Send,
  Stamp,
  Tag,
  TextCursorInput,
  X,
  Zap,
} from 'lucide-react'
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { IconButton } from '../../ui/Button'
import css from './Automations.module.css'
import type { AutomationContent, Problem, Step } from './content'
import { joined, problemsOf } from './content'
import type { useAutomationWords } from './useAutomationWords'

const ICONS: Record<string, typeof Zap> = {
  create_task: ListTodo,
  notify: Bell,
  give_tag: Tag,
  take_tag: Tag,
  set_field: TextCursorInput,
  start_journey: Play,
  advance_journey: Route,
  hold_journey: Pause,
  request_approval: Stamp,
  send_message: Mail,
  start_request: HandHelping,
  call_webhook: Send,
  start_automation: Zap,
  wait: Clock,
  branch: GitBranch,
  stop: CircleStop,
}
const KIND = 'application/x-startrail-step'

/** What an editor does with what is drawn. */
export type FlowEdits = {
  chosen: string
  choose: (id: string) => void
  add: (slot: string) => void
  move: (id: string, slot: string) => void
  step: (id: string, by: 1 | -1) => void
  remove: (id: string) => void
}
type Words = ReturnType<typeof useAutomationWords>
type Props = {
  content: AutomationContent
  words: Words
  /** The condition in words; of a step's condition by its id. */
  conditions: (of: string) => string
  problems?: readonly Problem[]
  /** Null: it is only read. */
  edits?: FlowEdits | null
}

/** An automation from top to bottom: what starts it, what has to hold, and its steps with their branches. */
export function StepFlow({ content, words, conditions, problems = [], edits = null }: Props) {
  const { t } = useLingui()
  const told = words.trigger(content.trigger)
  const of = (start: string) => problems.filter(({ path }) => path === start || path.startsWith(`${start}.`))
  return (
    <ol className={css.flow} aria-label={t`What it does`}>
      <li>
        <Card
          id="trigger"
          look={css.trigger}
          icon={<Zap size={15} aria-hidden="true" />}
          title={told.title}
          about={told.about}
          problems={of('trigger')}
          edits={edits}
        />
        <Join />
      </li>
      {(content.condition || edits) && (
        <li>
          <Card
            id="condition"
            look={css.condition}
            icon={<Filter size={15} aria-hidden="true" />}
            title={t`If`}
            about={content.condition ? conditions('condition') : t`always`}
            problems={of('condition')}
            edits={edits}
          />
          {!edits && <Join />}
        </li>
      )}
      <Steps
        steps={content.steps}
        base=""
        all={content.steps}
        words={words}
        conditions={conditions}
        problems={problems}
        edits={edits}
      />
      <li className={css.end}>{t`End`}</li>
    </ol>
  )
}

type StepsProps = Omit<Props, 'content'> & {
  steps: readonly Step[]
  base: string
  all: readonly Step[]
  problems: readonly Problem[]
  edits: FlowEdits | null
}

function Steps({ steps, base, all, words, conditions, problems, edits }: StepsProps) {
  const { t } = useLingui()
  return (
    <>
      {edits && (
        <li>
          <Slot slot={joined(base, 0)} n={1} edits={edits} />
        </li>
      )}
      {steps.map((step, n) => {
        const Icon = ICONS[step.kind] ?? Zap
        const arm = (which: 'then' | 'else') => (
          <div className={css.arm}>
            <span>{which === 'then' ? t`If it holds` : t`Otherwise`}</span>
            <ol>
              <Steps
                steps={step[which] ?? []}
                base={`${joined(base, n)}.${which}`}
                all={all}
                words={words}
                conditions={conditions}
                problems={problems}
                edits={edits}
              />
            </ol>
          </div>
        )
        return (
          <li key={step.id}>
            <Card
              id={step.id}
              icon={<Icon size={15} aria-hidden="true" />}
              title={words.step(step.kind)}
              about={step.kind === 'branch' ? conditions(step.id) : words.about(step)}
              problems={problemsOf(problems, all, step)}
              edits={edits}
              movable
            />
            {step.kind === 'branch' && (
              <div className={css.arms}>
                {arm('then')}
                {arm('else')}
              </div>
            )}
            {edits ? <Slot slot={joined(base, n + 1)} n={n + 2} edits={edits} /> : <Join />}
          </li>
        )
      })}
    </>
  )
}

const Join = () => <div className={css.join} aria-hidden="true" />

/** Between two steps: a button that adds one there, and the place where one is dropped. */
function Slot({ slot, n, edits }: { slot: string; n: number; edits: FlowEdits }) {
  const { t } = useLingui()
  const [over, setOver] = useState(false)
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    edits.move(event.dataTransfer.getData(KIND), slot)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is dropped here can be moved by keys as well
    <div
      className={`${css.join} ${over ? css.over : ''}`}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(KIND)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <IconButton
        small
        look="plain"
        label={t`Add a step at place ${n}`}
        data-slot={slot}
        onClick={() => edits.add(slot)}
      >
        <Plus size={13} aria-hidden="true" />
      </IconButton>
    </div>
  )
}

type CardProps = {
  id: string
  look?: string | undefined
  icon: ReactNode
  title: string
  about: string
  problems: readonly Problem[]
  edits: FlowEdits | null
  movable?: boolean
}

/** One part of the flow. Alt with the arrows moves a step, Delete takes it out, a mouse drags it. */
function Card({ id, look, icon, title, about, problems, edits, movable = false }: CardProps) {
  const { t } = useLingui()
  const looks = [css.card, look, edits?.chosen === id && css.chosen, problems.length > 0 && css.wrong]
  const said = (
    <>
      <span className={css.head}>
        {icon}
        {title}
      </span>
      {about && <small>{about}</small>}
      {edits &&
        problems.map(({ path, message }) => (
          <small key={path} className={css.problem}>
            {message}
          </small>
        ))}
    </>
  )
  const onKeyDown = (event: KeyboardEvent) => {
    if (!movable || !edits) return
    const by = event.altKey ? { ArrowUp: -1 as const, ArrowDown: 1 as const }[event.key] : undefined
    if (by) edits.step(id, by)
    else if (event.key === 'Delete') edits.remove(id)
    else return
    event.preventDefault()
  }
  if (!edits) {
    return (
      <div className={looks.filter(Boolean).join(' ')}>
        <div className={css.said}>{said}</div>
      </div>
    )
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is dragged here can be moved by keys as well
    <div
      className={looks.filter(Boolean).join(' ')}
      draggable={movable}
      onDragStart={(event) => event.dataTransfer.setData(KIND, id)}
    >
      <button
        type="button"
        className={css.said}
        data-step={id}
        aria-pressed={edits.chosen === id}
        aria-keyshortcuts={movable ? 'Alt+ArrowUp Alt+ArrowDown Delete' : undefined}
        onClick={() => edits.choose(id)}
        onKeyDown={onKeyDown}
      >
        {said}
      </button>
      {movable && (
        <span className={css.does}>
          <IconButton small label={t`Remove ${title}`} onClick={() => edits.remove(id)}>
            <X size={13} aria-hidden="true" />
          </IconButton>
        </span>
      )}
    </div>
  )
}
