import { useLingui } from '@lingui/react/macro'
import { useFields } from '../viewer/useFields'
import { useTierWords } from './tierWords'

/** A place in a tier model in words: `tiers.hnw.bound.amount` is "hnw: bound". */
export function usePlaceWords(): (path: string) => string {
  const { t } = useLingui()
  const { input, dimension } = useTierWords()
  const { option } = useFields()
  const parts: Record<string, string> = {
    zh: t`Chinese name`,
    en: t`English name`,
    hue: t`Colour`,
    'bound.amount': t`Bound`,
    'bound.inclusive': t`The bound itself belongs to it`,
    scoreFrom: t`Score lifts from`,
  }
  const whole: Record<string, string> = {
    basis: t`Whose assets`,
    hysteresis: t`Hysteresis (%)`,
    upward: t`Hysteresis also upwards`,
  }
  const said = (name: string, rest: readonly string[]): string => {
    const last = rest.at(-1) ?? ''
    if (name === 'relationship') return option('relationship', last)
    if (name === 'company') return last === 'other' ? t`others` : option('industry', last)
    if (last === 'months') return t`months of the window`
    if (last === 'other') return t`others`
    if (last === 'head') return t`head of a family`
    if (last === 'member') return t`member of a family`
    return last
  }
  return (path) => {
    const [first = '', second = '', ...rest] = path.split('.')
    if (first === 'tiers') return `${second}: ${parts[rest.join('.')] ?? rest.join('.')}`
    if (first === 'weights') return t`Weight: ${dimension(second)}`
    if (first === 'points') return t`Points: ${input(second)} (${said(second, rest)})`
    return whole[first] ?? path
  }
}
