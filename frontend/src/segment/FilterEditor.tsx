import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { useUserItems } from '../book/UserChoice'
import { useServiceCells } from '../book/useServiceCells'
import { useTagItems } from '../book/useTagItems'
import { useTiers } from '../book/useTiers'
import { dayOf } from '../format/date'
import { parseMoney } from '../format/money'
import { Button } from '../ui/Button'
import { DateField } from '../ui/DateField'
import { PickList } from '../ui/PickList'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { useSetSearch } from '../viewer/url'
import { useFields } from '../viewer/useFields'
import { type ClientList, FIELD, type FilterKey, rangeText } from './clientList'
import css from './FilterChips.module.css'

type Props = { name: FilterKey; title: string; view: ClientList; onDone: () => void }

/** The editor of one filter; every change is in the URL at once. */
export function FilterEditor(props: Props) {
  return (
    <div className={css.editor}>
      <Suspense fallback={<SkeletonRows rows={3} />}>
        <Editor {...props} />
      </Suspense>
    </div>
  )
}

function Editor(props: Props) {
  switch (props.name) {
    case 'aum':
      return <AmountEditor {...props} />
    case 'qualified':
    case 'fits':
      return <FlagEditor {...props} />
    case 'silent':
      return <SilentEditor {...props} />
    case 'owner':
      return <OwnerEditor {...props} />
    case 'due':
      return <DueEditor {...props} />
    case 'service':
      return <ServiceEditor {...props} />
    case 'tier':
      return <TierEditor {...props} />
    case 'tags':
      return <TagsEditor {...props} />
    default:
      return <CatalogueEditor {...props} />
  }
}

function CatalogueEditor(props: Props) {
  const { items } = useFields()
  return <ListEditor {...props} items={items(FIELD[props.name])} />
}

function OwnerEditor(props: Props) {
  return <ListEditor {...props} items={useUserItems()} />
}

function TierEditor(props: Props) {
  return <ListEditor {...props} items={useTiers().items} />
}

function ServiceEditor(props: Props) {
  return <ListEditor {...props} items={useServiceCells().items} />
}

function TagsEditor(props: Props) {
  return <ListEditor {...props} items={useTagItems()} />
}

function ListEditor({ name, title, view, items }: Props & { items: { value: string; label: string }[] }) {
  const setSearch = useSetSearch()
  const chosen = view[name] as string[]
  const set = (next: string[]) => setSearch({ [name]: next.join(',') || null, peek: null })
  const picked = new Set(chosen)
  const toggle = (value: string) =>
    set(picked.has(value) ? chosen.filter((each) => each !== value) : [...chosen, value])
  return <PickList many label={title} items={items} picked={picked} onPick={({ value }) => toggle(value)} />
}

function FlagEditor({ name, title, view }: Props) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const told = name === 'fits' ? view.fits : view.qualified
  const picked = new Set(told === null ? [] : [told ? 'yes' : 'no'])
  const items = [
    { value: 'yes', label: t`Yes` },
    { value: 'no', label: t`No` },
  ]
  const pick = (value: string) => setSearch({ [name]: picked.has(value) ? null : value, peek: null })
  return <PickList label={title} items={items} picked={picked} onPick={({ value }) => pick(value)} />
}

function AmountEditor({ view, onDone }: Props) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const [min, setMin] = useState(view.aum.min ?? '')
  const [max, setMax] = useState(view.aum.max ?? '')
  const low = min === '' ? null : parseMoney(min)
  const high = max === '' ? null : parseMoney(max)
  const wrong = (typed: string, parsed: string | null) =>
    typed !== '' && parsed === null ? t`Not an amount` : undefined
  return (
    <form
      className={css.editor}
      onSubmit={(event) => {
        event.preventDefault()
        setSearch({ aum: rangeText(low, high) || null, peek: null })
        onDone()
      }}
    >
      <div className={css.pair}>
        <TextField
          label={t`From`}
          placeholder={t`e.g. 3m`}
          value={min}
          onChange={(event) => setMin(event.currentTarget.value)}
          error={wrong(min, low)}
        />
        <TextField
          label={t`Below`}
          placeholder={t`e.g. 30m`}
          value={max}
          onChange={(event) => setMax(event.currentTarget.value)}
          error={wrong(max, high)}
        />
      </div>
      <Button type="submit" look="primary" disabled={Boolean(wrong(min, low) || wrong(max, high))}>
        {t`Apply`}
      </Button>
    </form>
  )
}

function SilentEditor({ view, onDone }: Props) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const ago = (days: number) => dayOf(new Date(Date.now() - days * 86_400_000))
  const set = (silent: string | null) => {
    setSearch({ silent, peek: null })
    onDone()
  }
  return (
    <>
      <DateField label={t`No interaction since`} value={view.silent} onChange={set} />
      <div className={css.pair}>
        <Button small onClick={() => set(ago(30))}>{t`30 days`}</Button>
        <Button small onClick={() => set(ago(90))}>{t`90 days`}</Button>
      </div>
    </>
  )
}

function DueEditor({ view, onDone }: Props) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const ahead = (days: number) => dayOf(new Date(Date.now() + days * 86_400_000))
  const set = (due: string | null) => {
    setSearch({ due, peek: null })
    onDone()
  }
  return (
    <>
      <DateField label={t`Contact due until`} value={view.due} onChange={set} />
      <div className={css.pair}>
        <Button small onClick={() => set(ahead(-1))}>{t`Overdue`}</Button>
        <Button small onClick={() => set(ahead(7))}>{t`7 days`}</Button>
      </div>
    </>
  )
}
