import { useLingui } from '@lingui/react/macro'
import { sentenceOf } from '../ui/condition/sentence'
import { edited } from '../ui/condition/tree'
import type { Rollup } from './rollup'
import { useClientFacts } from './useClientFacts'
import { useTakeWords } from './useTakeWords'

/** A roll-up in words: = the sum of Amount of orders, of the last 365 days, where State is confirmed. */
export function RollupWords({ rollup }: { rollup: unknown }) {
  const { t, i18n } = useLingui()
  const { relations } = useClientFacts({ words: true })
  const takes = useTakeWords()
  const { relation, take, field, days, currency, where } = rollup as Rollup
  const rows = relations.find(({ key }) => key === relation)
  const name = rows?.label ?? relation
  const facts = new Map(rows?.facts.map((fact) => [fact.key, fact]))
  const of = facts.get(field ?? '')?.label ?? field
  const parts = [
    take === 'count' ? t`number of ${name}` : t`${takes(take)}: ${of} of ${name}`,
    days == null ? null : t`of the last ${days} days`,
    currency ?? null,
    where ? sentenceOf(edited(where), facts, i18n.locale, rows?.relations ?? []) : null,
  ]
  return <>{`= ${parts.filter(Boolean).join(i18n.locale === 'zh-CN' ? '，' : ', ')}`}</>
}
