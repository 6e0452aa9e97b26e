import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OwnInputRegionsQuery } from '../__generated__/OwnInputRegionsQuery.graphql'
import { Choice, Choices } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { LateField } from '../ui/LateField'
import { TextArea, TextField } from '../ui/TextField'
import { UserChoice } from './UserChoice'

const LunarInput = lazy(() => import('./LunarInput').then((loaded) => ({ default: loaded.LunarInput })))
const FileInput = lazy(() => import('./FileInput').then((loaded) => ({ default: loaded.FileInput })))
const ClientLinkInput = lazy(() => import('./LinkInput').then((loaded) => ({ default: loaded.ClientLinkInput })))
const ProductLinkInput = lazy(() => import('./LinkInput').then((loaded) => ({ default: loaded.ProductLinkInput })))

export type OwnValue = string | boolean | readonly string[] | null
type Option = { readonly value: string; readonly zh: string; readonly en: string; readonly retired: boolean }
type Props = {
  field: { readonly kind: string; readonly required: boolean; readonly options: readonly Option[] | null | undefined }
  label: string
  value: OwnValue
  onChange: (value: OwnValue) => void
  error?: string | undefined
}

const regions = graphql`
  query OwnInputRegionsQuery {
    regions {
      code
      zh
      en
    }
  }
`

/** The input of one of the firm's own fields, by its kind. */
export function OwnInput({ field, label, value, onChange, error }: Props) {
  const { t, i18n } = useLingui()
  const base = { label, required: field.required, error }
  const text = typeof value === 'string' ? value : ''
  // What is retired stays to be seen where it is chosen, and is offered no more.
  const items = (field.options ?? [])
    .filter((each) => !each.retired || each.value === value || (Array.isArray(value) && value.includes(each.value)))
    .map((each) => ({ value: each.value, label: i18n.locale === 'zh-CN' ? each.zh : each.en }))
  switch (field.kind) {
    case 'long_text':
      return <TextArea {...base} value={text} onChange={(event) => onChange(event.currentTarget.value)} />
    case 'date':
      return <DateField {...base} value={text || null} onChange={(next) => onChange(next ?? null)} />
    case 'choice':
      return <Choice {...base} items={items} value={text || null} onChange={onChange} clearable={!field.required} />
    case 'choices':
      return <Choices {...base} items={items} value={Array.isArray(value) ? value : []} onChange={onChange} />
    case 'boolean':
      return (
        <Choice
          {...base}
          items={[
            { value: 'yes', label: t`Yes` },
            { value: 'no', label: t`No` },
          ]}
          value={typeof value === 'boolean' ? (value ? 'yes' : 'no') : null}
          onChange={(next) => onChange(next === null ? null : next === 'yes')}
          clearable={!field.required}
        />
      )
    case 'user':
      return <UserChoice {...base} value={text || null} onChange={onChange} clearable={!field.required} />
    case 'lunar':
    case 'client':
    case 'product': {
      const Input = { lunar: LunarInput, client: ClientLinkInput, product: ProductLinkInput }[field.kind]
      return (
        <Suspense fallback={<LateField label={label} />}>
          <Input {...base} value={text || null} onChange={onChange} />
        </Suspense>
      )
    }
    case 'file':
      return (
        <Suspense fallback={<LateField label={label} />}>
          <FileInput {...base} value={Array.isArray(value) ? value : []} onChange={onChange} />
        </Suspense>
      )
    case 'region':
      return <RegionInput {...base} value={text || null} onChange={onChange} clearable={!field.required} />
    default:
      return (
        <TextField
          {...base}
          value={text}
          inputMode={field.kind === 'text' || field.kind === 'sealed' ? 'text' : 'decimal'}
          autoComplete={field.kind === 'sealed' ? 'off' : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}

type RegionProps = {
  label: string
  required: boolean
  error?: string | undefined
  value: string | null
  onChange: (value: string | null) => void
  clearable: boolean
}

function RegionInput(props: RegionProps) {
  const { i18n } = useLingui()
  const found = useLazyLoadQuery<OwnInputRegionsQuery>(regions, {}, { fetchPolicy: 'store-or-network' })
  const items = found.regions.map(({ code, zh, en }) => ({
    value: code,
    label: i18n.locale === 'zh-CN' ? zh : (en ?? zh),
  }))
  return <Choice {...props} items={items} />
}
