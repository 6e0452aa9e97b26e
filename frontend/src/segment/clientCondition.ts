import type { ClientFilter } from '../__generated__/useClientPagesAnchorsQuery.graphql'
import { type Condition, comparisonsOf, edited, type Group, isComplete, type Node } from '../ui/condition/tree'

/** Relations to one row at most, whose filter has a name of its own. */
export type OneOf = ReadonlySet<string>
/** What a client has one of at most. */
export const ONE: OneOf = new Set(['owner', 'household'])

/** The condition a URL holds; null when it holds none, or nothing that can be read. */
export function conditionOf(text: string): Condition | null {
  if (!text) return null
  try {
    const root = edited(JSON.parse(text))
    return root.parts.length > 0 ? (JSON.parse(text) as Condition) : null
  } catch {
    return null
  }
}

/** Whether the server can be asked: every comparison has its value, and every group has parts. */
export function isWhole(condition: Condition): boolean {
  const filled = (node: Node): boolean =>
    node.is === 'comparison' || (node.parts.every(filled) && (node.parts.length > 0 || node.about !== undefined))
  const root = edited(condition)
  return filled(root) && comparisonsOf(root).every(isComplete)
}

/** The condition as the filter of the list. */
export const filterOfCondition = (condition: Condition, one: OneOf = ONE): ClientFilter =>
  filter(edited(condition), one) as ClientFilter

type Filter = Record<string, unknown>

function filter(node: Node, one: OneOf): Filter {
  const plain: Filter =
    node.is === 'comparison'
      ? { [node.field]: { [node.op]: node.value } }
      : node.about
        ? ofRows(node, node.about, one)
        : ofParts(node, one)
  return node.negated ? { not: plain } : plain
}

const ofParts = (node: Group, one: OneOf): Filter => ({
  [node.of === 'all' ? 'and' : 'or']: node.parts.map((part) => filter(part, one)),
})

function ofRows(node: Group, about: NonNullable<Group['about']>, one: OneOf): Filter {
  const { field, quantifier, number } = about
  const part = node.parts.length > 0 ? ofParts(node, one) : {}
  if (one.has(field)) {
    const found = { [`${field}Where`]: part }
    return quantifier === 'none' ? { not: found } : found
  }
  if (quantifier === 'gte' || quantifier === 'lte')
    return { [field]: { [quantifier === 'gte' ? 'atLeast' : 'atMost']: { count: number, of: part } } }
  return { [field]: { [quantifier]: part } }
}
