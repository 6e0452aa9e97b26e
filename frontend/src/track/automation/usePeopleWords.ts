import { useLingui } from '@lingui/react/macro'
import { useOwnerWords } from '../useOwnerWords'

/** Whom a step can be for, in words: of a client here, where a journey's templates speak of the journey. */
export function usePeopleWords() {
  const { t } = useLingui()
  const owners = useOwnerWords()
  const own: Record<string, string> = {
    owner: t({ message: 'Whoever is responsible for the client', context: 'automation' }),
    lead: t({ message: 'The lead of his team', context: 'automation' }),
  }
  const word = (rule: string) => own[rule] ?? owners.word(rule)
  return { word, items: owners.items.map(({ value }) => ({ value, label: word(value) })) }
}
