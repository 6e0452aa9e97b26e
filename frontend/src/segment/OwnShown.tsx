import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
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

const LunarShown = lazy(() => import('./LunarShown').then((loaded) => ({ default: loaded.LunarShown })))
const OwnFiles = lazy(() => import('./OwnFiles').then((loaded) => ({ default: loaded.OwnFiles })))
const OwnLink = lazy(() => import('./OwnLink').then((loaded) => ({ default: loaded.OwnLink })))

/** The value of one of the firm's own fields, by its kind. */
export function OwnShown({ field, own, brief }: { field: Field; own: Own | undefined; brief?: boolean }) {
  const text = useOwnText()
  const value = own?.value
  if (value != null && field.kind === 'money') return <Money cny={String(value)} />
  if (own && value != null && (field.kind === 'client' || field.kind === 'product'))
    return (
      <Suspense fallback={text(field, own)}>
        <OwnLink kind={field.kind} own={own} />
      </Suspense>
    )
  if (Array.isArray(value) && field.kind === 'file')
    return (
      <Suspense fallback={text(field, own)}>
        <OwnFiles ids={value.map(String)} brief={brief ?? false} names={own?.name ?? null} />
      </Suspense>
    )
  if (value != null && field.kind === 'lunar')
    return (
      <Suspense fallback={String(value)}>
        <LunarShown text={String(value)} brief={brief ?? false} />
      </Suspense>
    )
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
