import { type Grant, grantOn, reaches } from '../viewer/access'
import { useViewer } from '../viewer/Viewer'

/** What the caller may do with fields of a client at the given relation. */
export function useClientAccess(relation: string) {
  const { access, fields } = useViewer()
  const grant = (key: string): Grant => grantOn(access, fields.get(key)?.coordinate ?? `Client.${key}`, relation)
  return {
    grant,
    mayRead: (key: string) => reaches(grant(key).level, 'MASKED'),
    maySee: (key: string) => reaches(grant(key).level, 'VIEW'),
    mayEdit: (key: string) => grant(key).level === 'EDIT',
  }
}
