import { useLingui } from '@lingui/react/macro'
import { useMemberWords } from './useMemberWords'

/** Places of a version in words: `trigger.event`, `steps.ask.title`, `mode`. */
export function usePlaces(): (path: string) => string {
  const { t } = useLingui()
  const member = useMemberWords()
  return (path) => {
    const [first = '', second = '', third] = path.split('.')
    if (first === 'trigger') return t`Trigger: ${member(second)}`
    if (first === 'steps') return third ? t`Step ${second}: ${member(third)}` : t`Step ${second}`
    return member(first)
  }
}
