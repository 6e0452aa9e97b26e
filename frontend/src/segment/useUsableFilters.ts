import { bestLevel } from '../viewer/access'
import { type Field, useViewer } from '../viewer/Viewer'
import { FIELD, FILTERS, type FilterKey } from './clientList'

/** A filter of the list, or one of the firm's own fields by its key. */
export type Filtering = FilterKey | `custom:${string}`

/** The filters whose field this person may read. */
export function useUsableFilters(): readonly FilterKey[] {
  const { access, fields } = useViewer()
  return FILTERS.filter((key) => {
    const field = fields.get(FIELD[key])
    return field?.filterable && ['VIEW', 'EDIT'].includes(bestLevel(access, field.coordinate))
  })
}

/** The firm's own fields by which this person may filter. */
export function useOwnFilters(): readonly Field[] {
  const { access, ownFields } = useViewer()
  const clear = (coordinate: string) => ['VIEW', 'EDIT'].includes(bestLevel(access, coordinate))
  return clear('Client.custom') ? ownFields.filter((field) => field.filterable && clear(field.coordinate)) : []
}
