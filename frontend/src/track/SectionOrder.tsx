import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp } from 'lucide-react'
import css from '../book/Proposals.module.css'
import { moved } from '../book/proposalStyle'
import { FIXED, type Part, useProposalWords } from '../book/proposalWords'
import { IconButton } from '../ui/Button'
import { Toggle } from '../ui/Toggle'

type Props = { value: readonly Part[]; onChange: (value: readonly Part[]) => void }

/** Sections in the order in which they are printed; each can be left out, but for those that must be there. */
export function SectionOrder({ value, onChange }: Props) {
  const { t } = useLingui()
  const words = useProposalWords()
  return (
    <fieldset>
      <legend>{t`Sections in their order`}</legend>
      <ol className={css.rows}>
        {value.map(({ key, on }, n) => {
          const name = words.section(key)
          return (
            <li key={key} className={css.row}>
              <Toggle
                label={FIXED.includes(key) ? t`${name} (always printed)` : name}
                checked={on}
                disabled={FIXED.includes(key)}
                onChange={(next) => onChange(value.map((each) => (each.key === key ? { key, on: next } : each)))}
              />
              <span>
                <IconButton
                  small
                  label={t`${name} earlier`}
                  disabled={n === 0}
                  onClick={() => onChange(moved(value, n, -1))}
                >
                  <ArrowUp size={16} />
                </IconButton>
                <IconButton
                  small
                  label={t`${name} later`}
                  disabled={n === value.length - 1}
                  onClick={() => onChange(moved(value, n, 1))}
                >
                  <ArrowDown size={16} />
                </IconButton>
              </span>
            </li>
          )
        })}
      </ol>
    </fieldset>
  )
}
