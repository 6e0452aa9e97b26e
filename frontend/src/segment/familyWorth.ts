import { sumOf } from '../ui/grid/sums'

export type Told = { name: string; days: readonly { date: string; value: string | null }[] }
export type Drawn = {
  dates: string[]
  total: (string | null)[]
  members: { name: string; values: (string | null)[] }[]
}

/**
 * What members had, brought to the same days: each day on which anybody's value is known, with everybody's last value
 * up to it. Before his first day a member has none.
 */
export function together(told: readonly Told[]): Drawn {
  const dates = [...new Set(told.flatMap(({ days }) => days.map(({ date }) => date)))].sort()
  const members = told.map(({ name, days }) => {
    let at = 0
    let present: string | null = null
    const values = dates.map((date) => {
      for (let day = days[at]; day && day.date <= date; day = days[++at]) present = day.value
      return present
    })
    return { name, values }
  })
  const total = dates.map((_, n) => sumOf(members.map(({ values }) => values[n] ?? null))?.sum ?? null)
  return { dates, total, members }
}
