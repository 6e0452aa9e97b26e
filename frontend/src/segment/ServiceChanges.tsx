import { useLingui } from '@lingui/react/macro'
import type { CellChange } from './serviceContent'
import css from './Tiers.module.css'

/** What another matrix says otherwise, cell by cell. */
export function ServiceChanges({ changes }: { changes: readonly CellChange[] }) {
  const said = useChangeWords()
  const { i18n } = useLingui()
  return (
    <dl className={css.changes}>
      {changes.map((change) => (
        <div key={change.key}>
          <dt>{(i18n.locale === 'zh-CN' ? change.zh : change.en) || change.key}</dt>
          <dd>{said(change)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What became of a cell, in words. */
export function useChangeWords(): (change: CellChange) => string {
  const { t } = useLingui()
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
  return ({ what, parts: changed }) => {
    if (what === 'added') return t`New`
    if (what === 'removed') return t`Taken away`
    return changed.map((part) => parts[part] ?? part).join(t`, `)
  }
}
