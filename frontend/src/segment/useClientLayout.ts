import { useCallback, useMemo } from 'react'
import type { Layout } from '../ui/grid/layout'
import { useWidths } from '../ui/grid/useWidths'
import { useSetSearch } from '../viewer/url'
import { USUAL } from './clientColumns'
import type { ClientList } from './clientList'

/** Columns, their order and the frozen ones from the URL, their widths from this device. */
export function useClientLayout(view: ClientList) {
  const setSearch = useSetSearch()
  const [widths, setWidths] = useWidths('clients')
  const layout = useMemo<Layout>(() => {
    const chosen = view.cols ? view.cols.split(',') : USUAL
    return { shown: [...new Set(['name', ...chosen])], frozen: view.frozen, widths }
  }, [view.cols, view.frozen, widths])
  const onLayout = useCallback(
    (next: Layout) => {
      if (next.widths !== layout.widths) setWidths(next.widths)
      const cols = next.shown.join(',')
      if (cols === layout.shown.join(',') && next.frozen === layout.frozen) return
      setSearch({
        cols: cols === USUAL.join(',') ? null : cols,
        frozen: next.frozen > 1 ? String(next.frozen) : null,
      })
    },
    [layout, setWidths, setSearch],
  )
  const onUsual = useCallback(() => {
    setWidths({})
    setSearch({ cols: null, frozen: null })
  }, [setWidths, setSearch])
  return { layout, onLayout, onUsual }
}
