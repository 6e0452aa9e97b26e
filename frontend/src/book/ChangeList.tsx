import { useLingui } from '@lingui/react/macro'
import { dateTime } from '../format/date'
import { useFields } from '../viewer/useFields'
import css from './ChangeList.module.css'
import { useFundWords } from './fundWords'
import { useNeedWords } from './needWords'
import { useWords, type WordList } from './words'

type Change = { field: string; before: string | null | undefined; after: string | null | undefined }
type Props = { action: string; type: string; changes: readonly Change[] }

/** An entry of the audit log in words: what was done, and for each field the value before and after. */
export function ChangeList({ action, type, changes }: Props) {
  const { t } = useLingui()
  const words: Record<string, string> = {
    insert: t`Created`,
    create: t`Created`,
    update: t`Changed`,
    delete: t`Removed`,
    reveal: t`Revealed`,
    archive: t`Archived`,
    merge: t`Merged with another record`,
    unmerge: t`Merge undone`,
    import: t`Imported`,
  }
  return (
    <div>
      <span className={css.action}>{words[action] ?? action}</span>{' '}
      <ChangedFields action={action} type={type} changes={changes} />
    </div>
  )
}

/** What an entry says of each field: the value before and after; of values that were read in clear their names. */
export function ChangedFields({ action, type, changes }: Props) {
  const { t } = useLingui()
  const { label, value } = useChangeWords(type)
  if (action === 'reveal') return <>{changes.map((change) => label(change.field)).join(', ')}</>
  return (
    <>
      {changes.map((change) => (
        <span key={change.field} className={css.change}>
          {label(change.field)}
          {': '}
          {change.before != null && (
            <>
              <del>{value(change.field, change.before)}</del>
              <span className="sr-only">{t`became`}</span>
              <span aria-hidden="true"> → </span>
            </>
          )}
          <ins>{value(change.field, change.after)}</ins>
        </span>
      ))}
    </>
  )
}

const FUND_PARTS = ['product', 'share_class', 'fee_terms', 'open_day', 'nav_point']
const FUND_LISTS: Record<string, 'fundKinds' | 'navIntervals' | 'subscriptionModes' | 'performanceMethods'> = {
  fundKind: 'fundKinds',
  navInterval: 'navIntervals',
  subscriptionMode: 'subscriptionModes',
  performanceMethod: 'performanceMethods',
}

/** Names of fields and words of values: those of interactions are no fields of the client. */
function useChangeWords(type: string) {
  const { t } = useLingui()
  const { label, option, field } = useFields()
  const { word } = useWords()
  const { word: fundWord } = useFundWords()
  const need = useNeedWords()
  const parts = useParts()
  if (FUND_PARTS.includes(type)) {
    const value = (key: string, text: string | null | undefined) => {
      if (text == null || text === '') return '—'
      if (text === 'true' || text === 'false') return text === 'true' ? t`Yes` : t`No`
      if (key === 'status') return word('productStates', text)
      if (key === 'strategy') return word('strategies', text)
      const list = FUND_LISTS[key]
      return list ? fundWord(list, text) : text
    }
    return { label: (key: string) => fundWord('fundFields', key), value }
  }
  if (type === 'need') {
    const labels: Record<string, string> = {
      state: t`State`,
      followUpOn: t`Follow up on`,
      currency: t`Currency`,
      horizon: t`Horizon`,
    }
    const value = (key: string, text: string | null | undefined) =>
      text == null || text === ''
        ? '—'
        : key === 'state'
          ? need.state(text)
          : key === 'horizon'
            ? need.horizon(text)
            : text
    return { label: (key: string) => labels[key] ?? key, value }
  }
  if (type !== 'client' && type !== 'interaction')
    return {
      label: (key: string) => parts[key] ?? key,
      value: (key: string, text: string | null | undefined) => {
        if (text == null || text === '') return '—'
        if (text === 'true' || text === 'false') return text === 'true' ? t`Yes` : t`No`
        if (type === 'task' && key === 'state') return word('taskStates', text)
        if (key === 'priority') return word('priorities', text)
        return /^\d{4}-\d\d-\d\dT/.test(text) ? dateTime(text) : text
      },
    }
  if (type === 'client') {
    const value = (key: string, text: string | null | undefined) =>
      text == null || text === '' ? '—' : field(key)?.kind === 'choice' ? option(key, text) : text
    return { label, value }
  }
  const labels: Record<string, string> = {
    kind: t`Kind`,
    direction: t`Direction`,
    channel: t`Channel`,
    at: t`When`,
    minutes: t`Minutes`,
    summary: t`In one line`,
    content: t`Details`,
    needs: t`What the client needs`,
    topics: t`Topics`,
    twoWay: t`Both ways`,
  }
  const lists: Record<string, WordList> = { kind: 'interactionKinds', direction: 'directions', channel: 'channels' }
  const value = (key: string, text: string | null | undefined) => {
    const list = lists[key]
    if (text == null || text === '') return '—'
    if (key === 'twoWay') return text === 'true' ? t`Yes` : t`No`
    return list ? word(list, text) : key === 'at' ? dateTime(text) : text
  }
  return { label: (key: string) => labels[key] ?? key, value }
}

/** Columns of records that tell nothing about a person, by the name that the audit keeps them under. */
function useParts(): Record<string, string> {
  const { t } = useLingui()
  return {
    title: t({ message: 'Title', context: 'task' }),
    state: t`State`,
    priority: t`Priority`,
    due_at: t`Due`,
    stage: t`Stage`,
    stage_zh: t`Stage`,
    stage_en: t`Stage`,
    mandatory: t`Mandatory`,
    compliance: t`Compliance`,
    role: t`Role`,
    kind: t`Kind`,
    type_key: t`Type`,
    channel: t`Channel`,
    label: t`Label`,
    source: t`Source`,
    category: t`Category`,
    number: t({ message: 'Number', context: 'document' }),
    size: t`Size`,
    key: t`Key`,
    zh: t`Chinese name`,
    en: t`English name`,
    required: t`Required`,
    valid_from: t`From`,
    valid_to: t`Until`,
    response_due_at: t`Answer due`,
    answered_at: t`Answered`,
    resume_on: t`On hold until`,
    archived_at: t`Archived`,
    deleted_at: t`Removed`,
    template_number: t`Version`,
    primary: t`Primary`,
    verified: t`Verified`,
    seals: t`Seals`,
    rows: t`Sealed entries`,
    faults: t`Faults`,
  }
}
