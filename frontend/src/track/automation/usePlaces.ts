import { useLingui } from '@lingui/react/macro'
import { useMemberWords } from './useMemberWords'

const isNumber = (part: string) => /^\d+$/.test(part)

/** Places of a version in words: `trigger.event`, `steps.ask.title`, `steps.1.then.0.tag` as step 2.1, `mode`. */
export function usePlaces(): (path: string) => string {
  const { t } = useLingui()
  const member = useMemberWords()
  return (path) => {
    const [first = '', ...rest] = path.split('.')
    if (first === 'trigger') return t`Trigger: ${member(rest[0] ?? '')}`
    if (first !== 'steps') return member(first)
    const byNumber = isNumber(rest[0] ?? '')
    const step = byNumber ? rest.flatMap((part) => (isNumber(part) ? Number(part) + 1 : [])).join('.') : (rest[0] ?? '')
    const told = rest.slice(1).find((part) => !isNumber(part) && part !== 'then' && part !== 'else')
    return told ? t`Step ${step}: ${member(told)}` : t`Step ${step}`
  }
}
