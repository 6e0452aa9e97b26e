import type { Entry, Pillar } from './pages'

/** What a phone keeps at hand, in this order; the first four that a person has are tabs. */
const AT_HAND = [
  'home',
  'clients',
  'tasks',
  'cockpit',
  'products',
  'imports',
  'households',
  'users',
  'teams',
  'profile',
]
const TABS = 4

/** The four tabs of a phone, and the other pages by pillar. */
export function tabsOf(pillars: readonly Pillar[]): { tabs: Entry[]; rest: Pillar[] } {
  const entries = pillars.flatMap((pillar) => pillar.entries)
  const tabs = AT_HAND.flatMap((id) => entries.find((entry) => entry.id === id) ?? []).slice(0, TABS)
  const rest = pillars.map((pillar) => ({
    ...pillar,
    entries: pillar.entries.filter((entry) => !tabs.includes(entry)),
  }))
  return { tabs, rest: rest.filter((pillar) => pillar.entries.length > 0) }
}
