import { useLingui } from '@lingui/react/macro'
import { TextField } from '../ui/TextField'
import css from './Tiers.module.css'
import { DIMENSIONS, type Typed, typed, weightsSum } from './tierContent'
import { useTierWords } from './tierWords'

type Props = { weights: Record<string, Typed>; onChange: (weights: Record<string, Typed>) => void }

/** The weights of the four dimensions, with their sum. */
export function TierWeights({ weights, onChange }: Props) {
  const { t } = useLingui()
  const { dimension } = useTierWords()
  const sum = weightsSum(weights)
  return (
    <fieldset>
      <legend>{t`Weights of the score (%)`}</legend>
      <div className={css.row}>
        {DIMENSIONS.map((name) => (
          <span key={name} className={css.narrow}>
            <TextField
              label={dimension(name)}
              inputMode="numeric"
              value={weights[name] ?? ''}
              onChange={(event) => onChange({ ...weights, [name]: typed(event.currentTarget.value) })}
            />
          </span>
        ))}
        <output className={`${css.sum} ${sum === 100 ? '' : css.wrong}`}>
          {sum === null ? t`Not all are numbers` : sum === 100 ? t`Together 100` : t`Together ${sum}, it must be 100`}
        </output>
      </div>
    </fieldset>
  )
}
