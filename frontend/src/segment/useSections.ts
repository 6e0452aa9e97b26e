import { useLingui } from '@lingui/react/macro'
import { useFields } from '../viewer/useFields'
import type { Field } from '../viewer/Viewer'

export type SectionOf = { id: string; title: string; fields: Field[] }

/** The catalogue's fields that pass `keep`, in the sections it names and in its order. */
export function useSections(keep: (field: Field) => boolean): SectionOf[] {
  const { t } = useLingui()
  const { all } = useFields()
  const titles: Record<string, string> = {
    identity: t`Identity`,
    contact: t`Contact`,
    profile: t`Profile`,
    investing: t`Investing`,
    service: t`Service`,
  }
  const sections = new Map<string, SectionOf>()
  for (const field of all.filter(keep)) {
    const id = field.section ?? 'other'
    const section = sections.get(id) ?? { id, title: titles[id] ?? t`Other`, fields: [] }
    section.fields.push(field)
    sections.set(id, section)
  }
  return [...sections.values()]
}
