import type { KpiDimension } from '../__generated__/CockpitPortraitQuery.graphql'
import { paths } from '../paths'
import { useGo, useSetSearch } from '../viewer/url'
import { type Filter, filterOf, listOf } from './cockpitSearch'

/** A first click on a key narrows the whole cockpit to it; a second one leads to its clients in their list. */
export function useCrossFilter(filter: Filter, members: readonly string[]): (by: KpiDimension, key: string) => void {
  const setSearch = useSetSearch()
  const go = useGo()
  return (by, key) => {
    const name = filterOf(by)
    if (!name) return
    if (filter[name] === key) go(paths.clients(listOf(filter, members)))
    else setSearch({ [name]: key, behind: null }, { push: true })
  }
}
