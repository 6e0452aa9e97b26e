import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OwnShownRegionsQuery } from '../__generated__/OwnShownRegionsQuery.graphql'
import { Money } from '../ui/Money'
import type { Field } from '../viewer/Viewer'
import { type Own, useOwnText } from './useOwnText'

const regions = graphql`
  query OwnShownRegionsQuery {
    regions {
      code
      zh
      en
    }
  }
`

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
