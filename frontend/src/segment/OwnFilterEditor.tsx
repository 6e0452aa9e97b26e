import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { ClientLinkInput, ProductLinkInput } from '../book/LinkInput'
import { useUserItems } from '../book/UserChoice'
import { parseMoney } from '../format/money'
import { Button } from '../ui/Button'
import { DateField } from '../ui/DateField'
import { PickList } from '../ui/PickList'
import { TextField } from '../ui/TextField'
import type { Field } from '../viewer/Viewer'
import css from './FilterChips.module.css'
import { useRegionItems } from './OwnShown'
import type { OwnFilter } from './ownFilter'

type Asked = OwnFilter[string]
type Props = { field: Field; title: string; asked: Asked; onChange: (asked: Asked | null) => void; onDone: () => void }
type Item = { value: string; label: string }

/** The editor of a filter by one of the firm's own fields; lists narrow at once, what is typed with Enter. */
export function OwnFilterEditor(props: Props) {
  const { t, i18n } = useLingui()
  const { field } = props
  const options = (field.options ?? []).map(({ value, zh, en }) => ({
    value,
    label: i18n.locale === 'zh-CN' ? zh : en,
  }))
  switch (field.kind) {
    case 'choice':
      return <Listed {...props} op="in" items={options} />
    case 'choices':
      return <Listed {...props} op="any" items={options} />
    case 'user':
      return <People {...props} />
    case 'region':
      return <Regions {...props} />
    case 'lunar':
      return (
        <PickList
          label={props.title}
          items={[0, 7, 30, 90].map((days) => ({
            value: String(days),
            label: days === 0 ? t`Today` : t`Within ${days} days`,
          }))}
          picked={new Set(props.asked.next === undefined ? [] : [String(props.asked.next)])}
          onPick={({ value }) => props.onChange(String(props.asked.next) === value ? null : { next: Number(value) })}
        />
      )
    case 'sealed':
    case 'file':
      return (
        <PickList
          label={props.title}
          items={[
            { value: 'there', label: t`Has a value` },
            { value: 'none', label: t`Has no value` },
          ]}
          picked={new Set(props.asked.empty === undefined ? [] : [props.asked.empty ? 'none' : 'there'])}
          onPick={({ value }) =>
            props.onChange(props.asked.empty === (value === 'none') ? null : { empty: value === 'none' })
          }
        />
      )
    case 'client':
      return <Linked {...props} Input={ClientLinkInput} />
    case 'product':
      return <Linked {...props} Input={ProductLinkInput} />
    case 'boolean':
      return (
        <PickList
          label={props.title}
          items={[
            { value: 'yes', label: t`Yes` },
            { value: 'no', label: t`No` },
          ]}
          picked={new Set(props.asked.eq === undefined ? [] : [props.asked.eq ? 'yes' : 'no'])}
          onPick={({ value }) => props.onChange(props.asked.eq === (value === 'yes') ? null : { eq: value === 'yes' })}
        />
      )
    case 'text':
    case 'long_text':
      return <Words {...props} />
    case 'date':
      return <Days {...props} />
    default:
      return <Bounds {...props} />
  }
}

function People(props: Props) {
  return <Listed {...props} op="in" items={useUserItems()} />
}
function Regions(props: Props) {
  return <Listed {...props} op="in" items={useRegionItems()} />
}

function Linked({ title, asked, onChange, Input }: Props & { Input: typeof ClientLinkInput }) {
  const [value = null] = (asked.in as readonly string[] | undefined) ?? []
  return (
    <div className={css.editor}>
      <Input label={title} value={value} onChange={(next) => onChange(next ? { in: [next] } : null)} />
    </div>
  )
}

function Listed({ title, asked, onChange, op, items }: Props & { op: 'in' | 'any'; items: readonly Item[] }) {
  const chosen = (asked[op] as readonly string[] | undefined) ?? []
  const toggle = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value]
    onChange(next.length > 0 ? { [op]: next } : null)
  }
  return <PickList many label={title} items={items} picked={new Set(chosen)} onPick={({ value }) => toggle(value)} />
}

function Words({ title, asked, onChange, onDone }: Props) {
  const { t } = useLingui()
  const [text, setText] = useState(String(asked.contains ?? ''))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChange(text.trim() ? { contains: text.trim() } : null)
    onDone()
  }
  return (
    <form className={css.editor} onSubmit={submit}>
      <TextField
        label={t`${title} contains`}
        data-autofocus
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" look="primary">{t`Apply`}</Button>
    </form>
  )
}

function Days({ asked, onChange }: Props) {
  const { t } = useLingui()
  const set = (next: Record<string, string | null>) => {
    const kept = Object.entries({ ...asked, ...next }).filter(([, value]) => value)
    onChange(kept.length > 0 ? (Object.fromEntries(kept) as Asked) : null)
  }
  return (
    <div className={css.pair}>
      <DateField
        label={t`From`}
        value={String(asked.gte ?? '') || null}
        onChange={(gte) => set({ gte: gte ?? null })}
      />
      <DateField
        label={t({ message: 'Until', context: 'days' })}
        value={String(asked.lte ?? '') || null}
        onChange={(lte) => set({ lte: lte ?? null })}
      />
    </div>
  )
}

/** A number as people write it; of money also "3m" and "300万". */
function numberOf(field: Field, typed: string): string | null {
  if (field.kind === 'money') return parseMoney(typed)
  const plain = typed.trim().replaceAll(',', '').replace(/%$/, '')
  return /^-?\d{1,20}(\.\d{1,8})?$/.test(plain) ? plain : null
}

function Bounds({ field, asked, onChange, onDone }: Props) {
  const { t } = useLingui()
  const [typed, setTyped] = useState({ gte: String(asked.gte ?? ''), lte: String(asked.lte ?? '') })
  const found = (op: 'gte' | 'lte') => (typed[op] === '' ? null : numberOf(field, typed[op]))
  const wrong = (op: 'gte' | 'lte') => (typed[op] !== '' && found(op) === null ? t`Not a number` : undefined)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const [gte, lte] = [found('gte'), found('lte')]
    onChange(gte === null && lte === null ? null : { ...(gte ? { gte } : {}), ...(lte ? { lte } : {}) })
    onDone()
  }
  return (
    <form className={css.editor} onSubmit={submit}>
      <div className={css.pair}>
        <TextField
          label={t`At least`}
          inputMode="decimal"
          value={typed.gte}
          onChange={(event) => setTyped({ ...typed, gte: event.currentTarget.value })}
          error={wrong('gte')}
        />
        <TextField
          label={t`At most`}
          inputMode="decimal"
          value={typed.lte}
          onChange={(event) => setTyped({ ...typed, lte: event.currentTarget.value })}
          error={wrong('lte')}
        />
      </div>
      <Button type="submit" look="primary" disabled={Boolean(wrong('gte') || wrong('lte'))}>{t`Apply`}</Button>
    </form>
  )
}
