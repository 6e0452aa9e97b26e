import { useLingui } from '@lingui/react/macro'
import { type Field, useViewer } from './Viewer'

export type Labels = {
  /** Label of a client field in the reader's language; the key itself where the catalogue has none. */
  label: (key: string) => string
  /** Words of a choice's value. */
  option: (key: string, value: string | null | undefined) => string
  items: (key: string) => { value: string; label: string }[]
  field: (key: string) => Field | undefined
  all: readonly Field[]
}

/** The catalogue of client fields in the reader's language. */
export function useFields(): Labels {
  const { fields, ownFields } = useViewer()
  const { i18n } = useLingui()
  const word = (item: { zh: string; en: string }) => (i18n.locale === 'zh-CN' ? item.zh : item.en)
  return {
    label: (key) => {
      const field = fields.get(key) ?? ownFields.find((own) => own.key === key)
      return field ? word(field) : key
    },
    option: (key, value) => {
      if (value == null) return '—'
      const found = fields.get(key)?.options?.find((option) => option.value === value)
      return found ? word(found) : value
    },
    items: (key) => (fields.get(key)?.options ?? []).map((option) => ({ value: option.value, label: word(option) })),
    field: (key) => fields.get(key),
    all: [...fields.values()],
  }
}

/** The words for a role's name in the reader's language. */
export function useRoleName(): (name: string) => string {
  const { roleNames } = useViewer()
  const { i18n } = useLingui()
  return (name) => {
    const role = roleNames.find((each) => each.name === name)
    return role ? (i18n.locale === 'zh-CN' ? role.zh : role.en) : name
  }
}
