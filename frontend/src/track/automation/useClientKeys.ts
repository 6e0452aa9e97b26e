import { grantOn, mayWrite, reaches } from '../../viewer/access'
import { type Field, useViewer } from '../../viewer/Viewer'

const TELLABLE = ['text', 'choice', 'number', 'percent', 'money', 'date', 'boolean']
const WRITABLE = [...TELLABLE, 'long_text', 'choices']
type How = 'know' | 'tell' | 'write' | 'date'

/**
 * Fields of a client that whoever publishes may name: he must hold each for the whole firm, since an automation acts
 * for all of it. Numbers of persons and contacts are never said.
 */
export function useClientKeys(): (how: How) => readonly Field[] {
  const { fields, ownFields, access } = useViewer()
  const holds = (field: Field, how: How): boolean => {
    const grants = [field.coordinate, ...(field.own ? ['Client.custom'] : [])]
    return grants.every((coordinate) =>
      how === 'write'
        ? mayWrite(access, coordinate, 'FIRM')
        : reaches(grantOn(access, coordinate, 'FIRM').level, 'VIEW'),
    )
  }
  const fits = (field: Field, how: How): boolean => {
    if (how === 'know') return true
    if (how === 'date') return field.kind === 'date' || field.kind === 'lunar'
    if (field.section === 'contact') return false
    if (how === 'tell') return TELLABLE.includes(field.kind)
    return WRITABLE.includes(field.kind) && field.formula == null && (field.own || field.editable)
  }
  return (how) => [...fields.values(), ...ownFields].filter((field) => fits(field, how) && holds(field, how))
}
