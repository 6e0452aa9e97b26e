import { useLingui } from '@lingui/react/macro'
import { useFields } from '../../viewer/useFields'
import { useViewer } from '../../viewer/Viewer'
import type { Step, Trigger } from './content'
import { useCatalogue } from './useCatalogue'
import { useFilterItems } from './useFilterItems'
import type { Named } from './useNamed'
import { usePeopleWords } from './usePeopleWords'

const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value == null ? [] : [String(value)]

/** A trigger and a step in a few words each; what they name is called by its name. */
export function useAutomationWords(named: Named) {
  const { t, i18n } = useLingui()
  const catalogue = useCatalogue()
  const owners = usePeopleWords()
  const filterItems = useFilterItems(named)
  const fields = useFields()
  const { ownFields } = useViewer()
  const zh = i18n.locale === 'zh-CN'
  const joint = t`, `
  const field = (key: string) => {
    const own = ownFields.find((each) => each.key === key)
    return own ? (zh ? own.zh : own.en) : fields.label(key)
  }
  const person = (rule: string) => (rule.startsWith('user_') ? named.name(rule) : owners.word(rule))
  const filters = ({ event, where }: Trigger): string[] =>
    Object.entries((where ?? {}) as Record<string, unknown>).map(([key, value]) => {
      const filter = catalogue.filtersOf(event).find((each) => each.key === key)
      const items = filter ? filterItems(String(event), key, filter.of) : null
      const told = list(value === true ? 'yes' : value === false ? 'no' : value).map(
        (each) => items?.find((item) => item.value === each)?.label ?? each,
      )
      return t`${filter ? (zh ? filter.zh : filter.en) : key}: ${told.join(zh ? '、' : ' / ')}`
    })
  const trigger = (of: Trigger): { title: string; about: string } => {
    const at = String(of.at ?? '')
    const days = Number(of.days ?? 0)
    switch (of.kind) {
      case 'event':
        return { title: catalogue.event(of.event), about: filters(of).join(joint) }
      case 'date': {
        const name = field(String(of.field ?? ''))
        const title =
          days === 0
            ? t`On the day of ${name}`
            : days < 0
              ? t`${-days} days before ${name}`
              : t`${days} days after ${name}`
        return { title, about: of.yearly ? t`every year at ${at}` : t`at ${at}` }
      }
      case 'schedule':
        return {
          title: of.over === 'firm' ? t`On a schedule, once for the firm` : t`On a schedule, for each client`,
          about: t`from ${String(of.starts ?? '')} at ${at}`,
        }
      case 'figure': {
        const line = String(of.line ?? '')
        const name = catalogue.figure(of.figure)
        return {
          title: of.crossing === 'below' ? t`${name} falls below ${line}` : t`${name} rises above ${line}`,
          about: '',
        }
      }
      default:
        return { title: catalogue.trigger(of.kind), about: '' }
    }
  }
  const about = (step: Step): string => {
    const name = (key: string) => named.name(String(step[key] ?? ''))
    const text = (key: string) => String(step[key] ?? '')
    switch (step.kind) {
      case 'create_task':
        return [step.template ? name('template') : text('title'), person(text('assignee'))].filter(Boolean).join(' · ')
      case 'notify':
        return [list(step.to).map(person).join(joint), text('text')].filter(Boolean).join(' · ')
      case 'give_tag':
      case 'take_tag':
        return name('tag')
      case 'set_field':
        return step.value == null
          ? t`${field(text('field'))}: emptied`
          : t`${field(text('field'))}: ${list(step.value).join(joint)}`
      case 'start_journey':
      case 'advance_journey':
        return name('template')
      case 'hold_journey':
        return t`${name('template')}, ${text('days')} days`
      case 'request_approval':
        return [name('approval'), text('title')].filter(Boolean).join(' · ')
      case 'send_message':
        return name('message')
      case 'start_request':
        return [name('request'), text('title')].filter(Boolean).join(' · ')
      case 'call_webhook':
        return text('url')
      case 'start_automation':
        return name('automation')
      case 'wait':
        if (step.until) return t`until a condition holds, ${text('most_days')} days at most`
        if (step.hours != null) return t`${text('hours')} hours`
        if (step.minutes != null) return t`${text('minutes')} minutes`
        return t`${text('days')} days`
      default:
        return ''
    }
  }
  /** All of it in one line: what starts it, and its first steps. */
  const line = (of: Trigger, steps: readonly Step[]): string => {
    const { title, about: more } = trigger(of)
    const first = steps.slice(0, 3).map((step) => catalogue.step(step.kind))
    const rest = steps.length > 3 ? '…' : ''
    return `${title}${more ? (zh ? `（${more}）` : ` (${more})`) : ''} → ${first.join(zh ? '、' : ', ')}${rest}`
  }
  const filterWord = (filter: { zh: string; en: string }) => (zh ? filter.zh : filter.en)
  return { catalogue, trigger, step: catalogue.step, about, line, person, field, filterItems, filterWord }
}
