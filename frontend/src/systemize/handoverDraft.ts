/** What the wizard knows of a hand-over while it is made; pure, so that the screens only show it. */
export type DraftLine = {
  client: string
  name: string
  household: string | null
  aum: string | null
  openTasks: number | null
  dueSoon: number | null
  overdue: number | null
  birthday: string | null
  role: string
  to: string
}
export type DraftLoad = {
  user: string
  name: string
  clients: number
  aum: string | null
  openTasks: number | null
  overdue: number | null
  absent: boolean
  mayServe: boolean
}

/** Lines of which some clients go to somebody else; a family goes together unless it may split. */
export function moved(
  lines: readonly DraftLine[],
  clients: ReadonlySet<string>,
  to: string,
  split: boolean,
): DraftLine[] {
  const families = new Set(
    lines.filter((line) => clients.has(line.client) && line.household !== null).map((line) => line.household),
  )
  return lines.map((line) =>
    clients.has(line.client) || (!split && line.household !== null && families.has(line.household))
      ? { ...line, to }
      : line,
  )
}

const sum = (values: readonly (number | null)[]): number | null =>
  values.some((value) => value === null) ? null : values.reduce<number>((all, value) => all + (value ?? 0), 0)

/** Two exact amounts added in whole cents; null when one of them is hidden. */
export function added(amounts: readonly (string | null)[]): string | null {
  if (amounts.some((amount) => amount === null)) return null
  const cents = amounts.reduce((all, amount) => {
    const [whole = '0', part = ''] = (amount ?? '0').split('.')
    const sign = whole.startsWith('-') ? -1n : 1n
    return all + BigInt(whole) * 100n + sign * BigInt(part.padEnd(2, '0').slice(0, 2))
  }, 0n)
  const text = String(cents < 0n ? -cents : cents).padStart(3, '0')
  return `${cents < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`
}

/** What somebody has once the lines are done: owned clients count, tasks follow every client. */
export function after(load: DraftLoad, lines: readonly DraftLine[]): DraftLoad {
  const mine = lines.filter((line) => line.to === load.user)
  const owned = mine.filter((line) => line.role === 'owner')
  return {
    ...load,
    clients: load.clients + owned.length,
    aum: added([load.aum, ...owned.map((line) => line.aum)]),
    openTasks: sum([load.openTasks, ...mine.map((line) => line.openTasks)]),
    overdue: sum([load.overdue, ...mine.map((line) => line.overdue)]),
  }
}

/** Lines that somebody has to know of at once: a task that is late or due soon, or a birthday. */
export const pressing = (lines: readonly DraftLine[]): DraftLine[] =>
  lines.filter((line) => (line.dueSoon ?? 0) > 0 || (line.overdue ?? 0) > 0 || line.birthday !== null)
