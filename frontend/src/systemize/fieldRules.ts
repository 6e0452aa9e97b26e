import type { OwnValue } from '../book/OwnInput'
import { type Condition, comparisonsOf, edited, isComplete as isSaid } from '../ui/condition/tree'

/** When a field is shown and asked for, of which clients, and what a new one has. */
export type Rules = {
  shownWhen: Condition | null
  requiredWhen: Condition | null
  clientKinds: readonly string[]
  initial: OwnValue
}

type Told = {
  readonly shownWhen?: unknown
  readonly requiredWhen?: unknown
  readonly clientKinds: readonly string[]
  readonly initial?: unknown
}

export const rulesOf = (field: Told | null): Rules => ({
  shownWhen: (field?.shownWhen ?? null) as Condition | null,
  requiredWhen: (field?.requiredWhen ?? null) as Condition | null,
  clientKinds: field?.clientKinds ?? [],
  initial: (field?.initial ?? null) as OwnValue,
})

/** Whether every comparison has its value. */
export const isComplete = ({ shownWhen, requiredWhen }: Rules): boolean =>
  [shownWhen, requiredWhen].every((each) => each === null || comparisonsOf(edited(each)).every(isSaid))
