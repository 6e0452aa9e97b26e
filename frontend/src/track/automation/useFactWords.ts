import { useLingui } from '@lingui/react/macro'
import { useJourneyWords } from '../../book/journeyWords'
import { useWords } from '../../book/words'
import { useFields, useRoleName } from '../../viewer/useFields'

/** What was told when a run began, as (label, value); ids are left out: what they name is linked elsewhere. */
export function useFactWords(): (facts: unknown) => [string, string][] {
  const { t } = useLingui()
  const journeys = useJourneyWords()
  const { word } = useWords()
  const fields = useFields()
  const role = useRoleName()
  const labels: Record<string, string> = {
    stage: t`Stage`,
    left: t`Stage before`,
    how: t`How`,
    state: t`State`,
    kind: t`Kind`,
    reverses: t`Takes another back`,
    role: t`Role`,
    fields: t`Fields`,
    cause: t`Cause`,
    reason: t`Reason`,
    act: t`Act`,
    ended: t`Ended`,
    passed: t`Passed`,
    two_way: t`Both ways`,
    day: t`Day`,
    due: t`Due`,
    figure: t`Figure`,
    value: t({ message: 'Value', context: 'automation' }),
  }
  const said = (key: string, value: unknown): string => {
    if (typeof value === 'boolean') return value ? t`Yes` : t`No`
    if (Array.isArray(value)) return value.map((each) => said(key, each)).join(t`, `)
    const text = String(value)
    if (key === 'fields') return fields.label(text)
    if (key === 'how') return journeys.way(text)
    if (key === 'role') return role(text)
    if (key === 'kind') return word('transactionKinds', text)
    return text
  }
  return (facts) =>
    Object.entries((facts ?? {}) as Record<string, unknown>)
      .filter(([key, value]) => !/_ids?$/.test(key) && (typeof value !== 'object' || Array.isArray(value)))
      .map(([key, value]): [string, string] => [labels[key] ?? key, said(key, value)])
}
