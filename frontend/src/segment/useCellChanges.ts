import { useLingui } from '@lingui/react/macro'
import type { Differing } from '../ui/DiffList'
import type { CellChange } from './serviceContent'

/** What another matrix says otherwise, cell by cell, in words. */
export function useCellChanges(): (changes: readonly CellChange[]) => Differing[] {
  const { t, i18n } = useLingui()
  const parts: Record<string, string> = {
    zh: t`Chinese name`,
    en: t`English name`,
    tiers: t`Tiers`,
    condition: t`Condition`,
    priority: t`Priority`,
    owner: t`Served by`,
    cadence: t({ message: 'Contact', context: 'service' }),
    calendar: t`Hours that count`,
    responses: t`Answers within`,
    entitlements: t`Gets`,
    escalation: t`Escalation`,
    urgency: t`Priority of tasks`,
    order: t`Order`,
  }
  const said = ({ what, parts: changed }: CellChange): string => {
    if (what === 'added') return t`New`
    if (what === 'removed') return t`Taken away`
    return changed.map((part) => parts[part] ?? part).join(t`, `)
  }
  return (changes) =>
    changes.map((change) => ({
      label: (i18n.locale === 'zh-CN' ? change.zh : change.en) || change.key,
      said: said(change),
    }))
}
