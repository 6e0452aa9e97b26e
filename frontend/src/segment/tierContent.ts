/** A tier model as it is edited: what is being typed may not be right yet, which the server then says. */
export type Typed = number | string
export type Step = { from: string; points: Typed }
export type EditedTier = {
  key: string
  zh: string
  en: string
  hue: string
  bound: { amount: string; inclusive: boolean } | null
  scoreFrom: Typed | null
}
export type TierContent = {
  basis: string
  hysteresis: string
  upward: boolean
  tiers: EditedTier[]
  weights: Record<string, Typed>
  points: {
    aum: Step[]
    age: Step[]
    occupation: { words: { contains: string; points: Typed }[]; other: Typed }
    family: Record<string, Typed>
    company: { industries: Record<string, Typed>; other: Typed }
    relationship: Record<string, Typed>
    frequency: { months: Typed; steps: Step[] }
    risk: Record<string, Typed>
  }
}

/** In the order in which they are told; what is stored has none. */
export const DIMENSIONS = ['aum', 'potential', 'relationship', 'behaviour'] as const

export const contentOf = (json: unknown): TierContent => structuredClone(json) as TierContent

/** What was typed, as a whole number where it is one. */
export const typed = (text: string): Typed => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : text)

/** The sum of the weights; null while one of them is no number. */
export function weightsSum(weights: Record<string, Typed>): number | null {
  let sum = 0
  for (const weight of Object.values(weights)) {
    if (typeof weight !== 'number') return null
    sum += weight
  }
  return sum
}

/** A key for a new tier that no other one has. */
export function freshKey(tiers: readonly EditedTier[]): string {
  for (let n = 1; ; n++) if (!tiers.some(({ key }) => key === `tier_${n}`)) return `tier_${n}`
}

export type PlaceDifference = { path: string; before: string | null; after: string | null }

/** What another model says otherwise, place by place; members of lists by what names them, as the server does. */
export function differencesOf(before: TierContent, after: TierContent): PlaceDifference[] {
  const old = new Map(flat(keyed(before)))
  const now = new Map(flat(keyed(after)))
  const places = new Set([...now.keys(), ...old.keys()])
  return [...places]
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((each) => each.before !== each.after)
}

const steps = (rows: readonly Step[]) => Object.fromEntries(rows.map(({ from, points }) => [from, points]))

function keyed({ points, tiers, ...rest }: TierContent): unknown {
  const words = points.occupation.words.map((row) => [row.contains, row.points])
  return {
    ...rest,
    tiers: Object.fromEntries(tiers.map(({ key, ...tier }) => [key, tier])),
    points: {
      ...points,
      aum: steps(points.aum),
      age: steps(points.age),
      occupation: { words: Object.fromEntries(words), other: points.occupation.other },
      frequency: { months: points.frequency.months, steps: steps(points.frequency.steps) },
    },
  }
}

function* flat(value: unknown, at = ''): Generator<[string, string]> {
  if (value !== null && typeof value === 'object') {
    for (const [name, member] of Object.entries(value)) yield* flat(member, at ? `${at}.${name}` : name)
  } else if (value !== null && value !== undefined) yield [at, String(value)]
}
