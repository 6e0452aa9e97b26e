import { useLingui } from '@lingui/react/macro'
import {
  ArrowDown,
  ArrowUp,
  ChevronDown,
  Copy,
  Ellipsis,
  Group as GroupIcon,
  Trash2,
  TriangleAlert,
} from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../Button'
import { Bubble, Menu, MenuItem, MenuLine } from '../Menu'
import { PickList } from '../PickList'
import css from './Condition.module.css'
import type { Edits } from './ConditionGroup'
import type { Fact } from './facts'
import { choicesOf } from './sentence'
import { type Comparison, emptyValue, LISTS, OPERATORS, RELATIVE } from './tree'
import { ValueEditor } from './ValueEditor'

type Props = {
  row: Comparison
  facts: readonly Fact[]
  known: ReadonlyMap<string, Fact>
  edits: Edits
  mayWrap: boolean
  disabled: boolean
}

/** One comparison: a fact, an operator, a value. */
export function ConditionRow({ row, facts, known, edits, mayWrap, disabled }: Props) {
  const { t, i18n } = useLingui()
  const fact = known.get(row.field)
  const put = (next: Partial<Comparison>) => edits.put(row.id, { ...row, ...next })
  const chooseOperator = (chosen: string) => {
    if (!fact) return
    if (chosen === 'empty' || chosen === 'filled') return put({ op: 'empty', value: chosen === 'empty' })
    // What was entered stays where the new operator can hold it.
    const same = (set: ReadonlySet<string>) => set.has(chosen) === set.has(row.op)
    const kept = same(LISTS) && same(RELATIVE) && row.op !== 'empty'
    put({ op: chosen, value: kept ? row.value : emptyValue(fact.kind, chosen) })
  }
  return (
    <div className={css.row}>
      <FactChoice row={row} facts={facts} fact={fact} onChoose={put} />
      {fact ? (
        <>
          <select
            className={css.operator}
            aria-label={t`Comparison`}
            value={row.op === 'empty' && row.value === false ? 'filled' : row.op}
            onChange={(event) => chooseOperator(event.currentTarget.value)}
          >
            {choicesOf(fact, i18n.locale).map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
          {row.op !== 'empty' && (
            <ValueEditor key={`${row.field} ${row.op}`} row={row} fact={fact} onValue={(value) => put({ value })} />
          )}
        </>
      ) : (
        <span className={css.broken}>
          <TriangleAlert size={13} aria-hidden="true" /> {t`This field is no more; the rule is kept as it is.`}
        </span>
      )}
      {row.negated && <span className={css.negated}>{t`turned round`}</span>}
      {!disabled && (
        <Menu
          target={
            <IconButton small label={t`More about this condition`} className={css.more}>
              <Ellipsis size={14} />
            </IconButton>
          }
        >
          <MenuItem selected={row.negated} onClick={() => put({ negated: !row.negated })}>
            {t`Turn round: must not hold`}
          </MenuItem>
          <MenuItem icon={<Copy size={14} />} onClick={() => edits.double(row.id)}>
            {t`Duplicate`}
          </MenuItem>
          <MenuItem icon={<GroupIcon size={14} />} disabled={!mayWrap} onClick={() => edits.wrap(row.id)}>
            {t`Put into a group`}
          </MenuItem>
          <MenuItem icon={<ArrowUp size={14} />} onClick={() => edits.shift(row.id, -1)}>
            {t`Move up`}
          </MenuItem>
          <MenuItem icon={<ArrowDown size={14} />} onClick={() => edits.shift(row.id, 1)}>
            {t`Move down`}
          </MenuItem>
          <MenuLine />
          <MenuItem danger icon={<Trash2 size={14} />} onClick={() => edits.drop(row.id)}>
            {t`Remove`}
          </MenuItem>
        </Menu>
      )}
    </div>
  )
}

type FactProps = {
  row: Comparison
  facts: readonly Fact[]
  fact: Fact | undefined
  onChoose: (next: Partial<Comparison>) => void
}

/** The fact of a comparison; another one keeps the operator where it has it too. */
function FactChoice({ row, facts, fact, onChoose }: FactProps) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const items = facts.map(({ key, label, section }) => ({
    value: key,
    label: section ? `${label} · ${section}` : label,
  }))
  const choose = (key: string) => {
    setOpen(false)
    const next = facts.find((each) => each.key === key)
    if (!next || key === row.field) return
    const op = OPERATORS[next.kind].includes(row.op) ? row.op : (OPERATORS[next.kind][0] ?? 'empty')
    onChoose({ field: key, op, value: emptyValue(next.kind, op) })
  }
  return (
    <Bubble
      label={t`Field`}
      width={280}
      open={open}
      onChange={setOpen}
      target={
        <button
          type="button"
          className={css.fact}
          aria-expanded={open}
          aria-label={t`Field: ${fact?.label ?? row.field}`}
          onClick={() => setOpen(!open)}
        >
          <span>{fact?.label ?? row.field}</span>
          <ChevronDown size={13} aria-hidden="true" />
        </button>
      }
    >
      <PickList label={t`Field`} items={items} picked={new Set([row.field])} onPick={({ value }) => choose(value)} />
    </Bubble>
  )
}
