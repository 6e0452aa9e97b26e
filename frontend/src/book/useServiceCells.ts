import { useLingui } from '@lingui/react/macro'
import { useEffect, useMemo, useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { useServiceCellsQuery, useServiceCellsQuery$data } from '../__generated__/useServiceCellsQuery.graphql'

const query = graphql`
  query useServiceCellsQuery {
    serviceMatrix {
      number
      cells {
        key
        zh
        en
      }
    }
  }
`
type Cell = NonNullable<useServiceCellsQuery$data['serviceMatrix']>['cells'][number]

/** The cells of the firm's service matrix with their words; empty until they are known. */
export function useServiceCells(wanted = true) {
  const { i18n } = useLingui()
  const environment = useRelayEnvironment()
  const [cells, setCells] = useState<readonly Cell[]>([])
  useEffect(() => {
    if (!wanted) return
    const once = { fetchPolicy: 'store-or-network' } as const
    const subscription = fetchQuery<useServiceCellsQuery>(environment, query, {}, once).subscribe({
      next: ({ serviceMatrix }) => setCells(serviceMatrix?.cells ?? []),
      // Without the words the keys stand for themselves.
      error: () => undefined,
    })
    return () => subscription.unsubscribe()
  }, [environment, wanted])
  return useMemo(() => {
    const said = (cell: Cell) => (i18n.locale === 'zh-CN' ? cell.zh : cell.en)
    return {
      items: cells.map((cell) => ({ value: cell.key, label: said(cell) })),
      word: (key: string) => {
        const cell = cells.find((each) => each.key === key)
        return cell ? said(cell) : key
      },
    }
  }, [cells, i18n.locale])
}
