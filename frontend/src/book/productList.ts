import * as v from 'valibot'
import type { ProductFilter, ProductOrder } from '../__generated__/useProductPagesAnchorsQuery.graphql'
import type { Sort } from '../ui/grid/GridHead'

const list = v.pipe(
  v.optional(v.string(), ''),
  v.transform((text) => text.split(',').filter(Boolean)),
)
const schema = v.object({
  q: v.optional(v.string(), ''),
  status: list,
  risk: list,
  sort: v.optional(v.string(), ''),
})

/** What the list of funds shows, as the URL says it. */
export type ProductList = v.InferOutput<typeof schema>

/** Reads the search parameters of /products; what cannot be understood is as if it were not there. */
export const readProductList = (values: Record<string, unknown>): ProductList => v.parse(schema, values)

/** Columns the server can sort by, and its names for them. */
export const ORDERS: Record<string, ProductOrder['field']> = {
  code: 'CODE',
  name: 'NAME',
  strategy: 'STRATEGY',
  riskLevel: 'RISK_LEVEL',
  status: 'STATUS',
  inception: 'INCEPTION',
  nav: 'NAV',
  navDate: 'NAV_DATE',
}
const MOST_ORDERS = 3

/** The server's filter; undefined when nothing narrows the list. */
export function filterOf(view: ProductList): ProductFilter | undefined {
  const filter: Record<string, unknown> = {}
  if (view.status.length) filter.status = { in: view.status }
  if (view.risk.length) filter.riskLevel = { in: view.risk }
  return Object.keys(filter).length ? (filter as ProductFilter) : undefined
}

/** "-nav,name" as the sort of the grid; unknown columns are as if they were not there. */
export function sortOf(text: string): Sort[] {
  const sort = text.split(',').map((part) => ({ id: part.replace(/^-/, ''), descending: part.startsWith('-') }))
  const known = sort.filter(({ id }, n) => ORDERS[id] && sort.findIndex((each) => each.id === id) === n)
  return known.slice(0, MOST_ORDERS)
}
export const sortText = (sort: readonly Sort[]): string =>
  sort.map(({ id, descending }) => (descending ? `-${id}` : id)).join(',')

/** The server's order; undefined leaves it to the server. */
export function orderOf(view: ProductList): ProductOrder[] | undefined {
  const orders = sortOf(view.sort).flatMap(({ id, descending }): ProductOrder[] => {
    const field = ORDERS[id]
    return field ? [{ field, direction: descending ? 'DESC' : 'ASC' }] : []
  })
  return orders.length > 0 ? orders : undefined
}
