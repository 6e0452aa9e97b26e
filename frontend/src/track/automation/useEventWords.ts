import { useLingui } from '@lingui/react/macro'
import { useCatalogue } from './useCatalogue'

/** What started a run, in words: an event by its name, else the kind of its trigger. */
export function useEventWords(): (event: string) => string {
  const { t } = useLingui()
  const catalogue = useCatalogue()
  return (event) => {
    if (event === 'automation') return t`Another automation`
    const told = catalogue.event(event)
    return told === event ? catalogue.trigger(event) : told
  }
}
