import { useLingui } from '@lingui/react/macro'
import { lazy } from 'react'
import { useLinkName } from '../book/useLinkName'
import { moneyShort } from '../format/money'
import { useSetSearch } from '../viewer/url'
import type { Field } from '../viewer/Viewer'
import { FilterChip } from './FilterChip'
import { bareKey, type OwnFilter, WAYS, writeOwnFilter } from './ownFilter'
import { useNames } from './useNames'
import { useOwnText } from './useOwnText'

const load = () => import('./OwnFilterEditor')
const OwnFilterEditor = lazy(() => load().then((loaded) => ({ default: loaded.OwnFilterEditor })))

type Props = {
  field: Field
  title: string
  own: OwnFilter
  open: boolean
  onOpen: (open: boolean) => void
}

/** The filter by one of the firm's own fields as a chip that opens its editor. */
export function OwnChip({ field, title, own, open, onOpen }: Props) {
  const setSearch = useSetSearch()
  const words = useWords(field, own)
  const change = (asked: OwnFilter[string] | null) =>
    setSearch({ own: writeOwnFilter(own, bareKey(field.key), asked), peek: null })
  return (
    <FilterChip
      title={title}
      words={words}
      open={open}
      onOpen={onOpen}
      onNear={() => void load()}
      onDrop={() => change(null)}
    >
      <OwnFilterEditor
        field={field}
        title={title}
        asked={own[bareKey(field.key)] ?? {}}
        onChange={change}
        onDone={() => onOpen(false)}
      />
    </FilterChip>
  )
}

function useWords(field: Field, own: OwnFilter): string {
  const { t, i18n } = useLingui()
  const text = useOwnText()
  const nameOf = useNames()
  const asked = own[bareKey(field.key)] ?? {}
  const linked = useLinkName(field.kind, Array.isArray(asked.in) ? (asked.in[0] ?? null) : null)
  const word = (value: unknown) =>
    field.kind === 'client' || field.kind === 'product'
      ? linked
      : field.kind === 'user'
        ? nameOf(String(value))
        : field.kind === 'money'
          ? moneyShort(String(value), i18n.locale)
          : text(field, { key: field.key, value })
  const said = (WAYS[field.kind] ?? []).flatMap((op) => {
    const value = asked[op]
    if (value === undefined) return []
    if (op === 'gte') return [`≥ ${word(value)}`]
    if (op === 'lte') return [`≤ ${word(value)}`]
    if (op === 'next') return [value === 0 ? t`Today` : t`Within ${String(value)} days`]
    if (op === 'empty') return [value ? t`Has no value` : t`Has a value`]
    if (!Array.isArray(value)) return [word(value)]
    const words = value.map((each) =>
      field.kind === 'choices' ? text(field, { key: field.key, value: [each] }) : word(each),
    )
    return words.length > 2 ? [t`${words.slice(0, 2).join(', ')} and ${words.length - 2} more`] : words
  })
  return said.join(', ')
}
