import { useSetSearch } from '../viewer/url'
import { type Opened, openedText } from './xraySearch'

/** Opens the journeys behind a figure; the address says which. */
export function useOpen(): (opened: Opened) => void {
  const setSearch = useSetSearch()
  return (opened) => setSearch({ behind: openedText(opened), path: null }, { push: true })
}
