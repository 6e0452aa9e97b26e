import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { moneyShort } from '../format/money'
import { Bubble } from '../ui/Menu'
import { SkeletonRows } from '../ui/Skeleton'
import { bestLevel } from '../viewer/access'
import { useSetSearch } from '../viewer/url'
import { type Field, useViewer } from '../viewer/Viewer'
import css from './FilterChips.module.css'
import { bareKey, type OwnFilter, WAYS, writeOwnFilter } from './ownFilter'
import { useNames } from './useNames'
import { useOwnText } from './useOwnText'

const load = () => import('./OwnFilterEditor')
const OwnFilterEditor = lazy(() => load().then((loaded) => ({ default: loaded.OwnFilterEditor })))

/** The firm's own fields by which this person may filter. */
export function useOwnFilters(): readonly Field[] {
  const { access, ownFields } = useViewer()
  const clear = (coordinate: string) => ['VIEW', 'EDIT'].includes(bestLevel(access, coordinate))
  return clear('Client.custom') ? ownFields.filter((field) => field.filterable && clear(field.coordinate)) : []
}

type Props = {
  field: Field
  title: string
  own: OwnFilter
  open: boolean
  onOpen: (open: boolean) => void
}

/** The filter by one of the firm's own fields as a chip that opens its editor. */
export function OwnChip({ field, title, own, open, onOpen }: Props) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const words = useWords(field, own)
  const change = (asked: OwnFilter[string] | null) =>
    setSearch({ own: writeOwnFilter(own, bareKey(field.key), asked), peek: null })
  return (
    <span className={css.chip}>
      <Bubble
        label={title}
        onNear={() => void load()}
        open={open}
        onChange={onOpen}
        target={
          <button type="button" className={css.text} aria-expanded={open} onClick={() => onOpen(!open)}>
            {words ? t`${title}: ${words}` : title}
          </button>
        }
      >
        <Suspense fallback={<SkeletonRows rows={3} />}>
          <OwnFilterEditor
            field={field}
            title={title}
            asked={own[bareKey(field.key)] ?? {}}
            onChange={change}
            onDone={() => onOpen(false)}
          />
        </Suspense>
      </Bubble>
      <button
        type="button"
        className={css.drop}
        aria-label={t`Remove the filter ${title}`}
        onClick={() => {
          onOpen(false)
          change(null)
        }}
      >
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  )
}

function useWords(field: Field, own: OwnFilter): string {
  const { t, i18n } = useLingui()
  const text = useOwnText()
  const nameOf = useNames()
  const asked = own[bareKey(field.key)] ?? {}
  const word = (value: unknown) =>
    field.kind === 'user'
      ? nameOf(String(value))
      : field.kind === 'money'
        ? moneyShort(String(value), i18n.locale)
        : text(field, { key: field.key, value })
  const said = (WAYS[field.kind] ?? []).flatMap((op) => {
    const value = asked[op]
    if (value === undefined) return []
    if (op === 'gte') return [`≥ ${word(value)}`]
    if (op === 'lte') return [`≤ ${word(value)}`]
    if (!Array.isArray(value)) return [word(value)]
    const words = value.map((each) =>
      field.kind === 'choices' ? text(field, { key: field.key, value: [each] }) : word(each),
    )
    return words.length > 2 ? [t`${words.slice(0, 2).join(', ')} and ${words.length - 2} more`] : words
  })
  return said.join(', ')
}
