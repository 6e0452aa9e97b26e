import { useLingui } from '@lingui/react/macro'
import { Redo2, Undo2 } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import css from '../../book/Journeys.module.css'
import { IconButton } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { PickList } from '../../ui/PickList'
import { useNarrow } from '../../ui/useNarrow'
import type { Undo } from '../../ui/useUndo'
import own from './Automations.module.css'
import { ConditionPart } from './ConditionPart'
import {
  type AutomationContent,
  changedStep,
  emptyStep,
  everyStep,
  inserted,
  MOST_STEPS,
  movedTo,
  type Problem,
  placeOf,
  removed,
  stepped,
} from './content'
import { type FlowEdits, StepFlow } from './StepFlow'
import { StepForm } from './StepForm'
import { TriggerForm } from './TriggerForm'
import { useAutomationWords } from './useAutomationWords'
import { useConditionWords } from './useConditionWords'
import { useNamed } from './useNamed'

const NOTHING = { all: [] }
const isTyped = (target: EventTarget) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement

type Props = { steps: Undo<AutomationContent>; problems: readonly Problem[] }

/** The flow with the chosen part beside it: steps are added between steps, moved and taken out by mouse and keys. */
export function FlowEditor({ steps: undo, problems }: Props) {
  const { t } = useLingui()
  const { value: content } = undo
  const named = useNamed()
  const words = useAutomationWords(named)
  const conditions = useConditionWords(content)
  const narrow = useNarrow()
  const frame = useRef<HTMLDivElement>(null)
  const focus = useRef<string | null>(null)
  const [chosen, setChosen] = useState(narrow ? '' : 'trigger')
  const [slot, setSlot] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  /** Counts what was taken back: forms that keep what they show for themselves begin anew. */
  const [turn, setTurn] = useState(0)
  // What is put elsewhere is drawn anew there, and would lose the keyboard.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once it is drawn
  useEffect(() => {
    if (!focus.current) return
    frame.current?.querySelector<HTMLElement>(focus.current)?.focus()
    focus.current = null
  }, [content])
  const step = everyStep(content.steps).find(({ id }) => id === chosen)
  const put = (steps: AutomationContent['steps']) => undo.set({ ...content, steps })
  const moved = (id: string, steps: AutomationContent['steps']) => {
    focus.current = `[data-step="${id}"]`
    put(steps)
    setSaid(t`Now at place ${placeOf(steps, id) ?? ''}.`)
  }
  const edits: FlowEdits = {
    chosen,
    choose: setChosen,
    add: setSlot,
    move: (id, to) => id && moved(id, movedTo(content.steps, id, to)),
    step: (id, by) => {
      const next = stepped(content.steps, id, by)
      if (next) moved(id, next)
    },
    remove: (id) => {
      focus.current = `[data-slot="${placeOf(content.steps, id)}"]`
      put(removed(content.steps, id))
      if (chosen === id) setChosen('')
      setSaid(t`Taken out; it can be undone.`)
    },
  }
  const add = (kind: string) => {
    if (slot === null) return
    const fresh = emptyStep(kind, content.steps)
    focus.current = `[data-step="${fresh.id}"]`
    put(inserted(content.steps, slot, fresh))
    setChosen(fresh.id)
    setSlot(null)
  }
  const back = (way: (() => void) | null) => {
    way?.()
    setTurn((n) => n + 1)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || isTyped(event.target)) return
    event.preventDefault()
    back(event.shiftKey ? undo.redo : undo.undo)
  }
  const key = `${chosen} ${turn}`
  const form =
    chosen === 'trigger' ? (
      <TriggerForm
        key={key}
        trigger={content.trigger}
        words={words}
        onChange={(trigger) => undo.type({ ...content, trigger })}
      />
    ) : chosen === 'condition' ? (
      <ConditionPart
        key={key}
        label={t`What has to hold of the client`}
        hint={t`Empty: whenever it happens.`}
        condition={content.condition ?? NOTHING}
        onChange={(condition) => undo.type({ ...content, condition: isNothing(condition) ? null : condition })}
      />
    ) : step ? (
      <StepForm
        key={key}
        step={step}
        trigger={content.trigger}
        words={words}
        named={named}
        problems={problems}
        onChange={(next) => undo.type({ ...content, steps: changedStep(content.steps, next) })}
      />
    ) : null
  const title =
    chosen === 'trigger' ? t`When does it begin?` : chosen === 'condition' ? t`If` : step ? words.step(step.kind) : ''
  const full = everyStep(content.steps).length >= MOST_STEPS
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is typed belongs to what is focused within
    <div ref={frame} className={own.stack} onKeyDown={onKeyDown}>
      <div className={css.acts}>
        <IconButton small label={t`Undo`} disabled={!undo.undo} onClick={() => back(undo.undo)}>
          <Undo2 size={15} aria-hidden="true" />
        </IconButton>
        <IconButton small label={t`Redo`} disabled={!undo.redo} onClick={() => back(undo.redo)}>
          <Redo2 size={15} aria-hidden="true" />
        </IconButton>
        {!narrow && <span className={own.meta}>{t`Alt with the arrows moves a step, Delete takes it out.`}</span>}
      </div>
      <div className={own.work}>
        <StepFlow content={content} words={words} conditions={conditions} problems={problems} edits={edits} />
        {form && !narrow && (
          <section className={own.side} aria-label={title}>
            <h3>{title}</h3>
            {form}
          </section>
        )}
      </div>
      <span className="sr-only" role="status">
        {said}
      </span>
      {form && narrow && (
        <Dialog title={title} open onClose={() => setChosen('')}>
          <div className={own.stack}>{form}</div>
        </Dialog>
      )}
      <Dialog
        title={t({ message: 'Add a step', context: 'automation' })}
        open={slot !== null}
        onClose={() => setSlot(null)}
        size={420}
      >
        {full ? (
          <p>{t`There are ${MOST_STEPS} steps already; more cannot be added.`}</p>
        ) : (
          <PickList
            label={t`Kind of step`}
            items={words.catalogue.steps}
            picked={NONE}
            onPick={({ value }) => add(value)}
          />
        )}
      </Dialog>
    </div>
  )
}

const NONE: ReadonlySet<string> = new Set()
const isNothing = (condition: object) =>
  'all' in condition && Array.isArray(condition.all) && condition.all.length === 0
