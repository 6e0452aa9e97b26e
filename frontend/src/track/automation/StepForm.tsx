import { useLingui } from '@lingui/react/macro'
import { Choice, Choices } from '../../ui/Choice'
import { TextField } from '../../ui/TextField'
import { Toggle } from '../../ui/Toggle'
import { typed } from '../templateContent'
import { ApprovalPart } from './ApprovalPart'
import own from './Automations.module.css'
import { ConditionPart } from './ConditionPart'
import type { Problem, Step, Trigger } from './content'
import { FieldPart } from './FieldPart'
import { SayField } from './SayField'
import { TaskPart } from './TaskPart'
import type { useAutomationWords } from './useAutomationWords'
import type { Named } from './useNamed'
import { usePeopleWords } from './usePeopleWords'
import { WaitPart } from './WaitPart'

export type PartProps = {
  step: Step
  trigger: Trigger
  words: ReturnType<typeof useAutomationWords>
  named: Named
  /** Members that change; null takes one away. */
  change: (more: Record<string, unknown>) => void
}
type Props = Omit<PartProps, 'change'> & { problems: readonly Problem[]; onChange: (step: Step) => void }

const FLOW = ['wait', 'branch', 'stop']

/** The step with members put and, where null, taken away; a field's value may be null. */
export function stepWith(step: Step, more: Record<string, unknown>): Step {
  const next: Record<string, unknown> = { ...step, ...more }
  for (const [key, value] of Object.entries(more)) if (value === null && key !== 'value') delete next[key]
  return next as Step
}

/** A person's rules as items: who is responsible, the lead, a role, somebody by name. */
export function usePeopleItems(named: Named) {
  const { items } = usePeopleWords()
  return [...items, ...named.users]
}

/** What a step does, by fields that fit its kind. */
export function StepForm({ step, trigger, words, named, onChange }: Props) {
  const { t } = useLingui()
  const change = (more: Record<string, unknown>) => onChange(stepWith(step, more))
  const part = { step, trigger, words, named, change }
  return (
    <div className={own.stack}>
      <Part {...part} />
      {!FLOW.includes(step.kind) && (
        <Toggle
          label={t`Go on when it fails`}
          checked={step.on_error === 'go_on'}
          onChange={(on) => change({ on_error: on ? 'go_on' : null })}
        />
      )}
    </div>
  )
}

function Part(props: PartProps) {
  const { t } = useLingui()
  const { step, named, words, trigger, change } = props
  const people = usePeopleItems(named)
  const text = (key: string) => String(step[key] ?? '')
  const one = (label: string, key: string, items: Named['tags']) => (
    <Choice
      label={label}
      required
      items={items}
      value={text(key) || null}
      onChange={(next) => change({ [key]: next ?? '' })}
    />
  )
  switch (step.kind) {
    case 'create_task':
      return <TaskPart {...props} />
    case 'notify':
      return (
        <>
          <Choices
            label={t({ message: 'To', context: 'automation' })}
            required
            items={people}
            value={Array.isArray(step.to) ? step.to.map(String) : []}
            onChange={(to) => change({ to })}
          />
          <SayField
            label={t`Text`}
            long
            max={400}
            value={text('text')}
            trigger={trigger}
            words={words}
            onChange={(next) => change({ text: next })}
          />
        </>
      )
    case 'give_tag':
    case 'take_tag':
      return one(t`Tag`, 'tag', named.tags)
    case 'set_field':
      return <FieldPart {...props} />
    case 'start_journey':
      return one(t`Journey template`, 'template', named.journeys)
    case 'advance_journey':
      return (
        <>
          {one(t`Journey template`, 'template', named.journeys)}
          <Choice
            label={t`To the stage`}
            hint={t`Empty: whichever comes next.`}
            clearable
            items={named.stagesOf(text('template') || null)}
            value={text('to') || null}
            onChange={(to) => change({ to })}
          />
        </>
      )
    case 'hold_journey':
      return (
        <>
          {one(t`Journey template`, 'template', named.journeys)}
          <TextField
            label={t`Days`}
            required
            inputMode="numeric"
            value={text('days')}
            onChange={(event) => change({ days: typed(event.currentTarget.value) })}
          />
          <TextField
            label={t`Reason`}
            maxLength={400}
            value={text('reason')}
            onChange={(event) => change({ reason: event.currentTarget.value || null })}
          />
        </>
      )
    case 'start_request':
      return (
        <>
          {one(t`Type of request`, 'request', named.requests)}
          <SayField
            label={t`Subject`}
            max={120}
            value={text('title')}
            trigger={trigger}
            words={words}
            onChange={(title) => change({ title: title || null })}
          />
        </>
      )
    case 'request_approval':
      return <ApprovalPart {...props} />
    case 'send_message':
      return (
        <>
          {one(t`Message template`, 'message', named.messages)}
          <Choice
            label={t`Language`}
            items={[
              { value: 'zh-CN', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
            value={text('language') || 'zh-CN'}
            onChange={(language) => change({ language })}
          />
        </>
      )
    case 'call_webhook':
      return (
        <>
          <TextField
            label={t`Address`}
            hint={t`Begins with https://`}
            required
            value={text('url')}
            onChange={(event) => change({ url: event.currentTarget.value.trim() })}
          />
          <TextField
            label={t`Facts that are told`}
            hint={t`Keys with commas between; empty: all.`}
            value={Array.isArray(step.facts) ? step.facts.join(',') : ''}
            onChange={(event) => {
              const keys = event.currentTarget.value.split(/[,，]/).flatMap((each) => each.trim() || [])
              change({ facts: keys.length > 0 ? keys : null })
            }}
          />
        </>
      )
    case 'start_automation':
      return one(t`Automation`, 'automation', named.automations)
    case 'wait':
      return <WaitPart {...props} />
    case 'branch':
      return (
        <ConditionPart
          label={t`What has to hold of the client`}
          condition={step.condition ?? { all: [] }}
          onChange={(condition) => change({ condition })}
        />
      )
    default:
      return <p className={own.meta}>{t`The run ends here.`}</p>
  }
}
