import type { Condition } from '../ui/condition/tree'

/** A template as it is edited: what is being typed may not be right yet, which the server then says. */
export type Words = { zh: string; en: string }
export type EditedTask = Words & {
  key: string
  playbook: Words
  checklist: Words[]
  owner: string
  days: number | string
  evidence: string
  mandatory: boolean
  compliance: boolean
}
export type EditedCriterion = Words & { key: string; condition: Condition }
export type EditedStage = Words & {
  key: string
  days: number | string | null
  loss: boolean
  playbook: Words
  tasks: EditedTask[]
  criteria: EditedCriterion[]
  /** Versions from before there were approvals do not speak of them. */
  approvals?: string[]
}
export type EditedLoss = Words & { key: string; note: boolean }
export type TemplateContent = Words & { losses: EditedLoss[]; stages: EditedStage[] }

export const contentOf = (json: unknown): TemplateContent => structuredClone(json) as TemplateContent

/** What was typed, as a whole number where it is one. */
export const typed = (text: string): number | string => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : text)

/** A key that none of the others has. */
export function freshKey(kind: string, taken: readonly { key: string }[]): string {
  for (let n = 1; ; n++) if (!taken.some(({ key }) => key === `${kind}_${n}`)) return `${kind}_${n}`
}

const silent = (): Words => ({ zh: '', en: '' })

export const emptyStage = (stages: readonly EditedStage[]): EditedStage => ({
  key: freshKey('stage', stages),
  ...silent(),
  days: 7,
  loss: true,
  playbook: silent(),
  tasks: [],
  criteria: [],
})

export const emptyTask = (tasks: readonly EditedTask[]): EditedTask => ({
  key: freshKey('task', tasks),
  ...silent(),
  playbook: silent(),
  checklist: [],
  owner: 'owner',
  days: 3,
  evidence: 'none',
  mandatory: true,
  compliance: false,
})

export const emptyCriterion = (criteria: readonly EditedCriterion[]): EditedCriterion => ({
  key: freshKey('criterion', criteria),
  ...silent(),
  condition: { all: [] },
})

export const emptyLoss = (losses: readonly EditedLoss[]): EditedLoss => ({
  key: freshKey('loss', losses),
  ...silent(),
  note: false,
})

/** The list with the item at one place put to another. */
export function put<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const next = [...items]
  const [taken] = next.splice(from, 1)
  if (taken !== undefined) next.splice(to, 0, taken)
  return next
}

/** The list with the item at a place replaced; at its end: with one more. */
export const replaced = <Item>(items: readonly Item[], at: number, item: Item): Item[] =>
  at >= items.length ? [...items, item] : items.map((each, n) => (n === at ? item : each))
