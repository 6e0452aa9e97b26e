import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OwnShownRegionsQuery } from '../__generated__/OwnShownRegionsQuery.graphql'
import { date } from '../format/date'
import { Money } from '../ui/Money'
import type { Field } from '../viewer/Viewer'

const regions = graphql`
  query OwnShownRegionsQuery {
    regions {
      code
      zh
      en
    }
  }
`

export type Own = {
  readonly key: string
  readonly value?: unknown
  readonly user?: { readonly name: string } | null | undefined
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
    if (Array.isArray(value)) return value.map(String).map(word).join(t`, `)
    const text = String(value)
    if (field.kind === 'percent') return `${text}%`
    if (field.kind === 'date') return date(text)
    if (field.kind === 'user') return own?.user?.name ?? ''
    return field.kind === 'choice' ? word(text) : text
  }
}

/** The value of one of the firm's own fields, by its kind. */
export function OwnShown({ field, own }: { field: Field; own: Own | undefined }) {
  const text = useOwnText()
  const value = own?.value
  if (value != null && field.kind === 'money') return <Money cny={String(value)} />
  if (value != null && field.kind === 'region')
    return (
      <Suspense fallback={String(value)}>
        <Region code={String(value)} />
      </Suspense>
    )
  return text(field, own) || '—'
}

/** All provinces and cities as things to choose. */
export function useRegionItems(): { value: string; label: string }[] {
  const { i18n } = useLingui()
  const found = useLazyLoadQuery<OwnShownRegionsQuery>(regions, {}, { fetchPolicy: 'store-or-network' })
  return found.regions.map(({ code, zh, en }) => ({ value: code, label: i18n.locale === 'zh-CN' ? zh : (en ?? zh) }))
}

function Region({ code }: { code: string }) {
  return useRegionItems().find((each) => each.value === code)?.label ?? code
}
