import { useLingui } from '@lingui/react/macro'
import { ChevronDown, X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { dayOf } from '../../format/date'
import { moneyShort } from '../../format/money'
import { readTyped } from '../grid/typed'
import { useFaultWords } from '../grid/useFaultWords'
import { Bubble } from '../Menu'
import { PickList } from '../PickList'
import css from './Condition.module.css'
import type { Fact } from './facts'
import { type Comparison, FARTHEST, LISTS, RELATIVE, type Value } from './tree'

type Props = { row: Comparison; fact: Fact; onValue: (value: Value) => void }

/** The value of a comparison, in the way its fact's kind is entered. */
export function ValueEditor(props: Props) {
  const { row, fact } = props
  if (RELATIVE.has(row.op)) return <Days {...props} />
  if (fact.kind === 'boolean') return <Flag {...props} />
  if (fact.items) return <Listed {...props} />
  return LISTS.has(row.op) ? <Words {...props} /> : <Typed {...props} />
}

function Flag({ row, onValue }: Props) {
  const { t } = useLingui()
  return (
    <select
      className={css.operator}
      aria-label={t`Compared with`}
      value={row.value === false ? 'no' : 'yes'}
      onChange={(event) => onValue(event.currentTarget.value === 'yes')}
    >
      <option value="yes">{t`Yes`}</option>
      <option value="no">{t`No`}</option>
    </select>
  )
}

/** A number of days from the day on which it is asked. */
function Days({ row, onValue }: Props) {
  const { t } = useLingui()
  return (
    <span className={css.typed}>
      <input
        type="number"
        className={typeof row.value === 'number' ? css.number : css.inputMissing}
        aria-label={t`Days`}
        min={0}
        max={FARTHEST}
        defaultValue={typeof row.value === 'number' ? row.value : ''}
        onChange={(event) => {
          const days = event.currentTarget.valueAsNumber
          onValue(Number.isInteger(days) && days >= 0 && days <= FARTHEST ? days : null)
        }}
      />
      <span className={css.note}>{t`days`}</span>
    </span>
  )
}

/** One or several of a list. */
function Listed({ row, fact, onValue }: Props) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const many = LISTS.has(row.op)
  const chosen = Array.isArray(row.value) ? row.value : typeof row.value === 'string' && row.value ? [row.value] : []
  const names = chosen.map((value) => fact.items?.find((item) => item.value === value)?.label ?? value)
  const pick = (value: string) => {
    if (!many) {
      setOpen(false)
      return onValue(value)
    }
    onValue(chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value])
  }
  return (
    <Bubble
      label={t`Compared with`}
      width={260}
      open={open}
      onChange={setOpen}
      target={
        <button
          type="button"
          className={names.length === 0 ? css.missing : css.listed}
          aria-expanded={open}
          aria-label={t`Compared with: ${names.join(t`, `) || t`none`}`}
          onClick={() => setOpen(!open)}
        >
          <span>{names.join(t`, `) || t`Choose`}</span>
          <ChevronDown size={13} aria-hidden="true" />
        </button>
      }
    >
      <PickList
        many={many}
        label={t`Compared with`}
        items={fact.items ?? []}
        picked={new Set(chosen)}
        onPick={({ value }) => pick(value)}
      />
    </Bubble>
  )
}

/** Several texts: Enter or a comma ends one, Backspace in an empty field takes the last back. */
function Words({ row, onValue }: Props) {
  const { t } = useLingui()
  const [text, setText] = useState('')
  const words = Array.isArray(row.value) ? row.value : []
  const add = () => {
    const fresh = text
      .split(/[,，、\n]/)
      .map((each) => each.trim())
      .filter((each) => each && !words.includes(each))
    setText('')
    if (fresh.length > 0) onValue([...words, ...fresh])
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault()
      add()
    } else if (event.key === 'Backspace' && text === '') onValue(words.slice(0, -1))
  }
  return (
    <span className={words.length === 0 ? css.wordsMissing : css.words}>
      {words.map((word) => (
        <span key={word} className={css.word}>
          {word}
          <button
            type="button"
            aria-label={t`Remove ${word}`}
            onClick={() => onValue(words.filter((each) => each !== word))}
          >
            <X size={11} aria-hidden="true" />
          </button>
        </span>
      ))}
      <input
        aria-label={t`Compared with`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={add}
      />
    </span>
  )
}

/** One text, amount or day; what cannot be read stays and says so. */
function Typed({ row, fact, onValue }: Props) {
  const { t, i18n } = useLingui()
  const faultWords = useFaultWords()
  const stored = typeof row.value === 'string' ? row.value : ''
  const shown = fact.kind === 'instant' ? stored.slice(0, 10) : stored
  const [text, setText] = useState(shown)
  const [fault, setFault] = useState<string | null>(null)
  const kind = fact.kind === 'money' ? 'money' : fact.kind === 'date' || fact.kind === 'instant' ? 'date' : 'text'
  const take = () => {
    const read = readTyped(text, { kind }, dayOf(new Date()))
    if (!read.ok) return setFault(faultWords(read.why))
    setFault(null)
    setText(read.value)
    // A day of the business zone is the instant at which it begins.
    const value = fact.kind === 'instant' && read.value ? `${read.value}T00:00:00+08:00` : read.value
    if (value !== stored) onValue(value)
  }
  return (
    <span className={css.typed}>
      <input
        className={stored === '' && !fault ? css.inputMissing : css.input}
        aria-label={t`Compared with`}
        aria-invalid={fault !== null || undefined}
        inputMode={kind === 'money' ? 'decimal' : 'text'}
        placeholder={kind === 'date' ? t`YYYY-MM-DD` : kind === 'money' ? t`e.g. 3m` : ''}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing && event.keyCode !== 229) take()
        }}
      />
      {kind === 'money' && stored && !fault && <span className={css.note}>{moneyShort(stored, i18n.locale)}</span>}
      {fault && (
        <span role="alert" className={css.fault}>
          {fault}
        </span>
      )}
    </span>
  )
}
