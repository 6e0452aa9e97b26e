import type { ClientFilter } from '../__generated__/useClientPagesAnchorsQuery.graphql'
import { type Comparison, type Condition, edited, type Group, type Node } from '../ui/condition/tree'

/** Relations to one row at most, of clients and of what belongs to them: their filter has a name of its own. */
export const ONE: ReadonlySet<string> = new Set(['owner', 'household', 'client', 'assignee', 'product'])
/** Before the keys of the firm's own fields, which are filtered by in a list of their own. */
const CUSTOM = 'custom:'

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

/** The condition as the filter of the list. */
export const filterOfCondition = (condition: Condition): ClientFilter => filter(edited(condition)) as ClientFilter

type Filter = Record<string, unknown>

function filter(node: Node): Filter {
  const plain: Filter =
    node.is === 'comparison' ? compared(node) : node.about ? ofRows(node, node.about) : ofParts(node)
  return node.negated ? { not: plain } : plain
}

/** One comparison. The operators of own fields are words of an enumeration. */
const compared = ({ field, op, value }: Comparison): Filter =>
  field.startsWith(CUSTOM)
    ? { custom: [{ field: field.slice(CUSTOM.length), op: op.toUpperCase(), value }] }
    : { [field]: { [op]: value } }

const ofParts = (node: Group): Filter => ({
  [node.of === 'all' ? 'and' : 'or']: node.parts.map(filter),
})

function ofRows(node: Group, about: NonNullable<Group['about']>): Filter {
  const { field, quantifier, number } = about
  const part = node.parts.length > 0 ? ofParts(node) : {}
  if (ONE.has(field)) {
    const found = { [`${field}Where`]: part }
    return quantifier === 'none' ? { not: found } : found
  }
  if (quantifier === 'gte' || quantifier === 'lte')
    return { [field]: { [quantifier === 'gte' ? 'atLeast' : 'atMost']: { count: number, of: part } } }
  return { [field]: { [quantifier]: part } }
}
