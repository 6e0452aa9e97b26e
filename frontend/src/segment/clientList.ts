import * as v from 'valibot'
import type { ClientFilter, ClientOrder } from '../__generated__/useClientPagesAnchorsQuery.graphql'
import type { Condition } from '../ui/condition/tree'
import { isWhole } from '../ui/condition/tree'
import type { Sort } from '../ui/grid/GridHead'
import type { Field } from '../viewer/Viewer'
import { conditionOf, filterOfCondition } from './clientCondition'
import { bareKey, isOwn, ownComparisons, readOwnFilter } from './ownFilter'

const list = v.pipe(
  v.optional(v.string(), ''),
  v.transform((text) => text.split(',').filter(Boolean)),
)
const amount = /^\d{1,15}(\.\d{1,2})?$/
const range = v.pipe(
  v.optional(v.string(), ''),
  v.transform((text) => {
    const [min = '', max = ''] = text.split('..')
    return { min: amount.test(min) ? min : null, max: amount.test(max) ? max : null }
  }),
)
const flag = v.pipe(
  v.optional(v.string(), ''),
  v.transform((text) => (text === 'yes' ? true : text === 'no' ? false : null)),
)
const day = /^\d{4}-\d{2}-\d{2}$/

const schema = v.object({
  q: v.optional(v.string(), ''),
  kind: list,
  state: list,
  risk: list,
  province: list,
  tier: list,
  service: list,
  relationship: list,
  class: list,
  industry: list,
  owner: list,
  tags: list,
  aum: range,
  qualified: flag,
  fits: flag,
  due: v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => (day.test(text) ? text : null)),
  ),
  silent: v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => (day.test(text) ? text : null)),
  ),
  when: v.pipe(
    v.optional(v.string(), ''),
    v.transform((text): Condition | null => conditionOf(text)),
  ),
  own: v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => readOwnFilter(text)),
  ),
  sort: v.optional(v.string(), ''),
  cols: v.optional(v.string(), ''),
  frozen: v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => Math.min(9, Math.max(1, Number.parseInt(text, 10) || 1))),
  ),
  group: v.pipe(
    v.optional(v.string(), ''),
    v.transform((text) => text || null),
  ),
  peek: v.optional(v.string(), ''),
})

/** What a list of clients shows, as the URL says it. */
export type ClientList = v.InferOutput<typeof schema>

/** Reads the search parameters of /clients; what cannot be understood is as if it were not there. */
export const readClientList = (values: Record<string, unknown>): ClientList => v.parse(schema, values)

/** Keys of the URL that narrow the list. */
export const FILTERS = [
  'state',
  'tier',
  'kind',
  'risk',
  'province',
  'industry',
  'service',
  'relationship',
  'class',
  'owner',
  'tags',
  'aum',
  'qualified',
  'fits',
  'due',
  'silent',
] as const
export type FilterKey = (typeof FILTERS)[number]

/** The field of the catalogue behind each filter. */
export const FIELD: Record<FilterKey, string> = {
  state: 'state',
  kind: 'kind',
  risk: 'riskLevel',
  province: 'province',
  tier: 'tier',
  service: 'serviceCell',
  relationship: 'relationship',
  class: 'investorClass',
  industry: 'industry',
  owner: 'owner',
  tags: 'tags',
  aum: 'aum',
  qualified: 'qualified',
  fits: 'ownerFits',
  due: 'contactDueOn',
  silent: 'lastInteractionAt',
}

/** Whether a filter says anything. */
export function isSet(view: ClientList, key: FilterKey): boolean {
  const value = view[key]
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value !== null
  return Array.isArray(value)
    ? value.length > 0
    : Boolean((value as ClientList['aum']).min || (value as ClientList['aum']).max)
}

/** The text of an amount range in the URL: "1000000..", "..5000000"; "" for none. */
export const rangeText = (min: string | null, max: string | null): string =>
  min || max ? `${min ?? ''}..${max ?? ''}` : ''

const NONE: readonly Field[] = []

/** Whether anything narrows the list. */
export const isNarrowed = (view: ClientList): boolean =>
  view.when !== null || Object.keys(view.own).length > 0 || FILTERS.some((key) => isSet(view, key))

/** The server's filter for a list; undefined when nothing narrows it. own: the firm's own fields. */
export function filterOf(view: ClientList, own: readonly Field[] = NONE): ClientFilter | undefined {
  const filter: Record<string, unknown> = {}
  if (view.kind.length) filter.kind = { in: view.kind }
  if (view.state.length) filter.state = { in: view.state }
  if (view.risk.length) filter.riskLevel = { in: view.risk }
  if (view.province.length) filter.province = { in: view.province }
  if (view.tier.length) filter.tier = { in: view.tier }
  if (view.service.length) filter.serviceCell = { in: view.service }
  if (view.relationship.length) filter.relationship = { in: view.relationship }
  if (view.class.length) filter.investorClass = { in: view.class }
  if (view.industry.length) filter.industry = { in: view.industry }
  if (view.owner.length) filter.owner = { in: view.owner }
  if (view.tags.length) filter.tags = { any: view.tags }
  const { min, max } = view.aum
  if (min || max) filter.aum = { ...(min ? { gte: min } : {}), ...(max ? { lt: max } : {}) }
  if (view.qualified !== null) filter.qualified = { eq: view.qualified }
  if (view.fits !== null) filter.ownerFits = { eq: view.fits }
  if (view.due) filter.contactDueOn = { lte: view.due }
  // Silent since: nothing after that day, or nothing ever.
  if (view.silent) {
    filter.or = [{ lastInteractionAt: { lt: `${view.silent}T00:00:00+08:00` } }, { lastInteractionAt: { empty: true } }]
  }
  const custom = ownComparisons(view.own, own)
  if (custom.length > 0) filter.custom = custom
  // What is not whole yet cannot be asked: it narrows nothing, and its chip says so.
  if (view.when && isWhole(view.when)) filter.and = [filterOfCondition(view.when)]
  return Object.keys(filter).length ? (filter as ClientFilter) : undefined
}

/** Columns the server can sort by, and its names for them. */
export const ORDERS: Record<string, ClientOrder['field']> = {
  name: 'NAME',
  aum: 'AUM',
  lastInteractionAt: 'LAST_INTERACTION_AT',
  onboardDate: 'ONBOARD_DATE',
  createdAt: 'CREATED_AT',
  updatedAt: 'UPDATED_AT',
  riskLevel: 'RISK_LEVEL',
  state: 'STATE',
  tier: 'TIER',
  contactDueOn: 'CONTACT_DUE_ON',
}

/** Fields the server sorts by at once. */
const MOST_ORDERS = 3

/** "-aum,name" as the sort of the grid; unknown columns are as if they were not there. own: the firm's own fields. */
export function sortOf(text: string, own: readonly Field[] = NONE): Sort[] {
  const sort = text.split(',').map((part) => ({ id: part.replace(/^-/, ''), descending: part.startsWith('-') }))
  const sortable = (id: string) => (isOwn(id) ? own.some((field) => field.key === id && field.sortable) : ORDERS[id])
  const known = sort.filter(({ id }, n) => sortable(id) && sort.findIndex((each) => each.id === id) === n)
  return known.slice(0, MOST_ORDERS)
}
export const sortText = (sort: readonly Sort[]): string =>
  sort.map(({ id, descending }) => (descending ? `-${id}` : id)).join(',')

/** The server's order for a list; undefined leaves it to the server. own: the firm's own fields. */
export function orderOf(view: ClientList, own: readonly Field[] = NONE): ClientOrder[] | undefined {
  const orders = sortOf(view.sort, own).flatMap(({ id, descending }): ClientOrder[] => {
    const direction = descending ? 'DESC' : 'ASC'
    if (isOwn(id)) return [{ custom: bareKey(id), direction }]
    const field = ORDERS[id]
    return field ? [{ field, direction }] : []
  })
  return orders.length > 0 ? orders : undefined
}
