import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { useClientFacts } from '../../book/useClientFacts'
import { sentenceOf } from '../../ui/condition/sentence'
import { edited } from '../../ui/condition/tree'
import { type AutomationContent, everyStep } from './content'

/** The conditions of an automation in words: its own by `condition`, those of steps by their ids; suspends. */
export function useConditionWords(content: AutomationContent): (of: string) => string {
  const { t, i18n } = useLingui()
  const { facts, relations } = useClientFacts({ words: true })
  const known = useMemo(() => new Map(facts.map((fact) => [fact.key, fact])), [facts])
  return (of) => {
    const step = everyStep(content.steps).find(({ id }) => id === of)
    const condition = of === 'condition' ? content.condition : (step?.condition ?? step?.until)
    const node = edited(condition)
    if (node.parts.length === 0) return of === 'condition' ? t`always` : t`nothing is said yet`
    return sentenceOf(node, known, i18n.locale, relations)
  }
}
