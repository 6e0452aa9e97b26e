import { useLingui } from '@lingui/react/macro'
import css from './Condition.module.css'
import type { Edits } from './ConditionGroup'
import type { Relation } from './facts'
import { type Group, QUANTIFIERS, type Quantifier } from './tree'

type Props = {
  group: Group
  about: NonNullable<Group['about']>
  relations: readonly Relation[]
  edits: Edits
}
const MOST = 10_000
/** What can be said of one row at most. */
const ONE: readonly Quantifier[] = ['some', 'none']

/** Of which related rows a group speaks, and how many of them have to fit. */
export function AboutRows({ group, about, relations, edits }: Props) {
  const { t } = useLingui()
  const words: Record<Quantifier, string> = {
    some: t`There is one`,
    none: t`There is none`,
    every: t`Every one fits`,
    gte: t`At least`,
    lte: t`At most`,
  }
  const put = (next: Partial<typeof about>) =>
    edits.regroup(group.id, (target) => ({ ...target, about: { ...about, ...next } }))
  const relation = relations.find(({ key }) => key === about.field)
  const name = relation?.label ?? about.field
  const quantifiers = relation?.one ? ONE : QUANTIFIERS
  return (
    <span className={css.about}>
      <span className={css.aboutName}>{name}</span>
      <select
        className={css.operator}
        aria-label={t`How many of them`}
        value={about.quantifier}
        onChange={(event) => put({ quantifier: event.currentTarget.value as Quantifier })}
      >
        {quantifiers.map((each) => (
          <option key={each} value={each}>
            {words[each]}
          </option>
        ))}
      </select>
      {(about.quantifier === 'gte' || about.quantifier === 'lte') && (
        <input
          type="number"
          className={css.number}
          aria-label={t`Number`}
          min={0}
          max={MOST}
          value={about.number}
          onChange={(event) => {
            const number = event.currentTarget.valueAsNumber
            if (Number.isInteger(number) && number >= 0 && number <= MOST) put({ number })
          }}
        />
      )}
    </span>
  )
}
