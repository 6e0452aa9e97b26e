import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { date } from '../format/date'
import type { Field } from '../viewer/Viewer'

export type Own = {
  readonly key: string
  readonly value?: unknown
  /** Of people, clients and products: what they are called. */
  readonly name?: string | null | undefined
}

/** Values of the firm's own fields in words; of a region its code, which only the drawing names. */
export function useOwnText(): (field: Field, own: Own | undefined) => string {
  const { t, i18n } = useLingui()
  return (field, own) => {
    const value = own?.value
    const word = (key: string) => {
      const found = field.options?.find((option) => option.value === key)
      return found ? (i18n.locale === 'zh-CN' ? found.zh : found.en) : key
    }
    if (value == null) return ''
    if (typeof value === 'boolean') return value ? t`Yes` : t`No`
    if (Array.isArray(value) && field.kind === 'file')
      return own?.name ?? t`${plural(value.length, { one: '# file', other: '# files' })}`
    if (Array.isArray(value)) return value.map(String).map(word).join(t`, `)
    const text = String(value)
    if (field.kind === 'percent') return `${text}%`
    if (field.kind === 'date') return date(text)
    if (['user', 'client', 'product'].includes(field.kind)) return own?.name ?? ''
    return field.kind === 'choice' ? word(text) : text
  }
}
