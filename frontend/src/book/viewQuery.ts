/** What a URL also says and a saved view does not: a typed search, the client peeked at, the view itself. */
const PASSING = ['q', 'peek', 'saved']

/** The search part of a URL as a saved view keeps it: without what passes, keys in order, so that two can be compared. */
export function viewQuery(values: Readonly<Record<string, string>>): string {
  const kept = Object.entries(values)
    .filter(([key, value]) => value !== '' && !PASSING.includes(key))
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return new URLSearchParams(kept).toString().replaceAll('%2C', ',')
}

/** The same of a query that is kept already. */
export const sameQuery = (query: string): string => viewQuery(Object.fromEntries(new URLSearchParams(query)))

/** The address of a list as a view shows it; `id` marks which one was chosen. */
export function viewPath(page: string, query: string, id: string | null): string {
  const text = [sameQuery(query), id && `saved=${encodeURIComponent(id)}`].filter(Boolean).join('&')
  return page + (text && `?${text}`)
}
