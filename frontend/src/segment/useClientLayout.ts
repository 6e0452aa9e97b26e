import { useCallback, useMemo } from 'react'
import type { Layout } from '../ui/grid/layout'
import { useChosen } from '../ui/grid/useChosen'
import { useWidths } from '../ui/grid/useWidths'
import { useSetSearch } from '../viewer/url'
import { USUAL } from './clientColumns'
import type { ClientList } from './clientList'

/** Columns, their order and the frozen ones from the URL, else as last chosen here; their widths from this device. */
export function useClientLayout(view: ClientList, named: boolean) {
  const setSearch = useSetSearch()
  const [widths, setWidths] = useWidths('clients')
  const [kept, keep] = useChosen('clients')
  const layout = useMemo<Layout>(() => {
    const told = view.cols || kept
    const chosen = told ? told.split(',') : USUAL
    return { shown: [...new Set(['name', ...chosen])], frozen: view.frozen, widths }
  }, [view.cols, view.frozen, kept, widths])
  const onLayout = useCallback(
    (next: Layout) => {
      if (next.widths !== layout.widths) setWidths(next.widths)
      const cols = next.shown.join(',')
      if (cols === layout.shown.join(',') && next.frozen === layout.frozen) return
      const usual = cols === USUAL.join(',')
      // The columns of a saved view are the view's; those of the plain list are this person's, here.
      if (!named) keep(usual ? '' : cols)
      setSearch({ cols: usual && !named ? null : cols, frozen: next.frozen > 1 ? String(next.frozen) : null })
    },
    [layout, setWidths, setSearch, keep, named],
  )
  const onUsual = useCallback(() => {
    setWidths({})
    keep('')
    setSearch({ cols: null, frozen: null })
  }, [setWidths, setSearch, keep])
  return { layout, onLayout, onUsual }
}
