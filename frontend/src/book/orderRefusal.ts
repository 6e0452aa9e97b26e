import type { Failure } from '../relay/failure'

/** What a refused move says is missing, in the reader's language; none for other failures. */
export function missingIn(failure: Failure | null, locale: string): string[] {
  if (failure?.code !== 'EXIT_CRITERION_UNMET') return []
  const missing = failure.params.missing as readonly { zh: string; en: string }[] | undefined
  return (missing ?? []).map((each) => (locale === 'en' ? each.en : each.zh))
}
