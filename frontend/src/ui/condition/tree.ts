/** Kinds of facts a condition compares, as the server's catalogue names them. */
export type FactKind =
  | 'text'
  | 'long_text'
  | 'choice'
  | 'money'
  | 'choices'
  | 'region'
  | 'number'
  | 'percent'
  | 'date'
  | 'instant'
  | 'boolean'
  | 'sealed'
  | 'file'
  | 'user'
  | 'team'
  | 'household'
  | 'tags'
  | 'lunar'
  | 'client'
  | 'product'

const ORDERED = ['eq', 'gt', 'gte', 'lt', 'lte', 'empty'] as const
const DATED = ['eq', 'gt', 'gte', 'lt', 'lte', 'last', 'next', 'ago', 'ahead', 'empty'] as const

/** Operators of each kind; the same table as the server's, which a test compares. */
export const OPERATORS: Readonly<Record<FactKind, readonly string[]>> = {
  text: ['eq', 'ne', 'in', 'prefix', 'contains', 'empty'],
  long_text: ['contains', 'empty'],
  choice: ['eq', 'ne', 'in', 'empty'],
  choices: ['any', 'all', 'none', 'empty'],
  region: ['eq', 'ne', 'in', 'prefix', 'empty'],
  number: ORDERED,
  percent: ORDERED,
  money: ORDERED,
  date: DATED,
  instant: DATED.slice(1),
  boolean: ['eq', 'empty'],
  sealed: ['eq', 'tail', 'empty'],
  file: ['empty'],
  user: ['eq', 'in', 'empty'],
  team: ['eq', 'in', 'empty'],
  household: ['eq', 'in', 'empty'],
  tags: ['any', 'all', 'none', 'empty'],
  lunar: ['eq', 'in', 'last', 'next', 'empty'],
  client: ['eq', 'in', 'empty'],
  product: ['eq', 'in', 'empty'],
}
/** Operators whose value is a list. */
export const LISTS: ReadonlySet<string> = new Set(['in', 'any', 'all', 'none'])
/** Operators whose value is a number of days from the day on which it is asked. */
export const RELATIVE: ReadonlySet<string> = new Set(['last', 'next', 'ago', 'ahead'])
export const FARTHEST = 36_500
/** How many related rows there are: at least, at most; or whether there is any, none, or every one fits. */
export const QUANTIFIERS = ['some', 'none', 'every', 'gte', 'lte'] as const
export type Quantifier = (typeof QUANTIFIERS)[number]
/** How deep a condition may nest, and how many comparisons it may hold; the server refuses more. */
export const DEEPEST = 8
export const LARGEST = 200
/** Relations that a condition may go through one behind the other, and in all. */
export const MOST_LINKS = 3
export const MOST_RELATED = 20

export type Value = string | boolean | number | readonly string[] | null
/**
 * The condition as it travels: `{"all": […]}`, `{"any": […]}`, `{"not": …}`, `{"is": {field, op, value}}`, and of
 * related rows `{"related": {field, quantifier, part}}` or `{"count": {field, op, value, part}}`.
 */
export type Condition =
  | { all: readonly Condition[] }
  | { any: readonly Condition[] }
  | { not: Condition }
  | { is: { field: string; op: string; value: Value } }
  | { related: { field: string; quantifier: string; part: Condition } }
  | { count: { field: string; op: string; value: number; part: Condition } }

/** The condition as it is edited: nodes with a name of their own; `not` is a mark on the node it negates. */
export type Comparison = { id: number; is: 'comparison'; negated: boolean; field: string; op: string; value: Value }
/** `about`: the group speaks of related rows, and the parts are about those. */
export type Group = {
  id: number
  is: 'group'
  negated: boolean
  of: 'all' | 'any'
  parts: readonly Node[]
  about?: { field: string; quantifier: Quantifier; number: number }
}
export type Node = Comparison | Group

let last = 0
const fresh = () => ++last

/** A condition for editing. Whatever is no condition becomes an empty group, so that nothing is broken by looking. */
export function edited(condition: unknown): Group {
  const node = nodeOf(condition as Condition, false)
  return node?.is === 'group' && !node.about
    ? node
    : { id: fresh(), is: 'group', negated: false, of: 'all', parts: node ? [node] : [] }
}

function nodeOf(condition: Condition | null | undefined, negated: boolean): Node | null {
  if (typeof condition !== 'object' || condition === null) return null
  if ('not' in condition) return nodeOf(condition.not, !negated)
  if ('is' in condition) return { id: fresh(), is: 'comparison', negated, ...condition.is }
  if ('related' in condition) {
    const { field, quantifier, part } = condition.related
    return aboutRows(part, negated, { field, quantifier: quantifier as Quantifier, number: 1 })
  }
  if ('count' in condition) {
    const { field, op, value, part } = condition.count
    return aboutRows(part, negated, { field, quantifier: op as Quantifier, number: value })
  }
  const of = 'all' in condition ? 'all' : 'any' in condition ? 'any' : null
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : []
  if (!of || !Array.isArray(parts)) return null
  return { id: fresh(), is: 'group', negated, of, parts: parts.flatMap((part) => nodeOf(part, false) ?? []) }
}

/** What is said of related rows: always a group, so that there is a place for more. */
function aboutRows(part: Condition, negated: boolean, about: NonNullable<Group['about']>): Group {
  return { ...edited(part), id: fresh(), negated, about }
}

/** The condition as the server takes it. */
export function written(node: Node): Condition {
  const inner: Condition =
    node.is === 'comparison'
      ? { is: { field: node.field, op: node.op, value: node.value } }
      : node.about
        ? aboutWritten(node.about, partsOf(node))
        : partsOf(node)
  return node.negated ? { not: inner } : inner
}

const partsOf = (node: Group): Condition =>
  node.of === 'all' ? { all: node.parts.map(written) } : { any: node.parts.map(written) }

const aboutWritten = ({ field, quantifier, number }: NonNullable<Group['about']>, part: Condition): Condition =>
  quantifier === 'gte' || quantifier === 'lte'
    ? { count: { field, op: quantifier, value: number, part } }
    : { related: { field, quantifier, part } }

export const comparison = (field: string, op: string, value: Value): Comparison => ({
  id: fresh(),
  is: 'comparison',
  negated: false,
  field,
  op,
  value,
})
export const group = (of: 'all' | 'any', parts: readonly Node[]): Group => ({
  id: fresh(),
  is: 'group',
  negated: false,
  of,
  parts,
})

/** The tree with one node replaced by others: none removes it, two or more stand in its place. */
export function replaced(root: Group, id: number, by: (node: Node) => readonly Node[]): Group {
  const parts = root.parts.flatMap((part) => {
    if (part.id === id) return by(part)
    return part.is === 'group' ? [replaced(part, id, by)] : [part]
  })
  return { ...root, parts }
}

/** The tree with a change of one group, which may be the root itself. */
export function regrouped(root: Group, id: number, change: (group: Group) => Group): Group {
  if (root.id === id) return change(root)
  return { ...root, parts: root.parts.map((part) => (part.is === 'group' ? regrouped(part, id, change) : part)) }
}

export function find(root: Node, id: number): Node | null {
  if (root.id === id) return root
  if (root.is === 'comparison') return null
  for (const part of root.parts) {
    const found = find(part, id)
    if (found) return found
  }
  return null
}

/** The group of related rows that a node is about, or null for the rows themselves. */
function aboutOf(node: Node, id: number, about: number | null = null): number | null | undefined {
  if (node.id === id) return about
  if (node.is === 'comparison') return undefined
  for (const part of node.parts) {
    const found = aboutOf(part, id, node.about ? node.id : about)
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * The tree with a node moved into a group, before the node `before` or at its end. Into itself it does not move, nor to
 * where other rows are spoken of.
 */
export function movedInto(root: Group, id: number, into: number, before: number | null): Group {
  const node = find(root, id)
  const target = find(root, into)
  if (!node || id === before || find(node, into) || target?.is !== 'group') return root
  if (aboutOf(root, id) !== (target.about ? into : aboutOf(root, into))) return root
  const without = replaced(root, id, () => [])
  return regrouped(without, into, (target) => {
    const at = before === null ? target.parts.length : target.parts.findIndex((part) => part.id === before)
    const place = at < 0 ? target.parts.length : at
    return { ...target, parts: [...target.parts.slice(0, place), node, ...target.parts.slice(place)] }
  })
}

/** The tree with a node one place up or down among its siblings. */
export function shifted(root: Group, id: number, by: -1 | 1): Group {
  const at = root.parts.findIndex((part) => part.id === id)
  if (at < 0) return { ...root, parts: root.parts.map((part) => (part.is === 'group' ? shifted(part, id, by) : part)) }
  const to = at + by
  if (to < 0 || to >= root.parts.length) return root
  const parts = [...root.parts]
  const [node] = parts.splice(at, 1)
  if (node) parts.splice(to, 0, node)
  return { ...root, parts }
}

/** A copy with names of its own. */
export const copied = (node: Node): Node =>
  node.is === 'comparison' ? { ...node, id: fresh() } : { ...node, id: fresh(), parts: node.parts.map(copied) }

/** Related rows, of which nothing is asked yet but that there are some. */
export const related = (field: string, quantifier: Quantifier = 'some'): Group => ({
  ...group('all', []),
  about: { field, quantifier, number: 1 },
})

export const depthOf = (node: Node): number =>
  node.is === 'comparison' ? 1 : 1 + Math.max(0, ...node.parts.map(depthOf))

/** How many groups are about related rows. */
export const relatedIn = (node: Node): number =>
  node.is === 'comparison' ? 0 : node.parts.reduce((sum, part) => sum + relatedIn(part), node.about ? 1 : 0)

export const comparisonsOf = (node: Node): readonly Comparison[] =>
  node.is === 'comparison' ? [node] : node.parts.flatMap(comparisonsOf)

/** What a comparison holds before anything was entered. */
export function emptyValue(kind: FactKind, op: string): Value {
  if (op === 'empty') return true
  if (RELATIVE.has(op)) return 30
  if (LISTS.has(op)) return []
  return kind === 'boolean' ? true : ''
}

/** Whether a comparison says something complete. */
export function isComplete({ op, value }: Comparison): boolean {
  if (op === 'empty' || typeof value === 'boolean') return typeof value === 'boolean'
  if (RELATIVE.has(op) || typeof value === 'number') return typeof value === 'number'
  return value !== null && value.length > 0
}

/** Whether the server can be asked: every comparison has its value, and every group has parts. */
export function isWhole(condition: Condition): boolean {
  const filled = (node: Node): boolean =>
    node.is === 'comparison' || (node.parts.every(filled) && (node.parts.length > 0 || node.about !== undefined))
  const root = edited(condition)
  return filled(root) && comparisonsOf(root).every(isComplete)
}
