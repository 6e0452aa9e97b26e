import { type Grant, grantOn, mayWrite, reaches } from '../viewer/access'
import { useViewer } from '../viewer/Viewer'

/** What the caller may do with fields of a client at the given relation. */
export function useClientAccess(relation: string) {
  const { access, fields } = useViewer()
  const coordinate = (key: string) => fields.get(key)?.coordinate ?? `Client.${key}`
  const grant = (key: string): Grant => grantOn(access, coordinate(key), relation)
  return {
    grant,
    mayRead: (key: string) => reaches(grant(key).level, 'MASKED'),
    maySee: (key: string) => reaches(grant(key).level, 'VIEW'),
    mayEdit: (key: string) => mayWrite(access, coordinate(key), relation),
  }
}
