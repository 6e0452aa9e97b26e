import { useLingui } from '@lingui/react/macro'
import { useBoth } from '../book/journeyWords'
import type { TemplateContent } from './templateContent'

/**
 * A place of a template in words: `match.roadshow.days` is "Product match · Product roadshow · workdays until due".
 * What has no name in this version any more keeps its key.
 */
export function useTemplatePlaces(): (content: TemplateContent, path: string) => string {
  const { t } = useLingui()
  const both = useBoth()
  const parts: Record<string, string> = {
    days: t`days`,
    loss: t`whether it can be lost there`,
    playbook: t`playbook`,
    owner: t`who does it`,
    evidence: t`evidence`,
    mandatory: t`mandatory`,
    compliance: t`compliance`,
    checklist: t`checklist`,
    condition: t`condition`,
    approvals: t`approvals asked for`,
  }
  const named = (items: readonly { key: string; zh: string; en: string }[], key: string) => {
    const found = items.find((item) => item.key === key)
    return found ? both(found) : undefined
  }
  return (content, path) => {
    const [first = '', ...rest] = path.split('.')
    if (path === 'name') return t`Name`
    if (first === 'losses') return `${t`Reason of loss`} · ${named(content.losses, rest[0] ?? '') ?? rest[0]}`
    const stage = content.stages.find(({ key }) => key === first)
    const inner = [...(stage?.tasks ?? []), ...(stage?.criteria ?? [])]
    return [
      stage ? both(stage) : first,
      ...rest.map((key, n) => (n === 0 && named(inner, key)) || parts[key] || key),
    ].join(' · ')
  }
}
