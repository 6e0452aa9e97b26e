import type { Item } from '../Choice'
import type { FactKind } from './tree'

/** Something a condition can compare, as the catalogue of a page has it. */
export type Fact = {
  key: string
  label: string
  kind: FactKind
  /** The section it stands under in the list of facts. */
  section?: string
  /** What it can be, for choices, people, teams, families and tags. */
  items?: readonly Item[]
}

/**
 * Rows that belong to what a condition is about: its tasks, its transactions. `one`: there is one at most;
 * `relations`: what belongs to those in turn, which may lead round in a circle.
 */
export type Relation = {
  key: string
  label: string
  facts: readonly Fact[]
  one?: boolean
  relations?: readonly Relation[]
}
