import { useLingui } from '@lingui/react/macro'
import { TextField } from '../ui/TextField'
import type { Saying } from './rulesContent'
import css from './Signals.module.css'

type Props = { label: string; value: Saying; onChange: (value: Saying) => void }

/** The same words in both languages. */
export function SayingFields({ label, value, onChange }: Props) {
  const { t } = useLingui()
  return (
    <div className={css.pair}>
      <TextField
        label={t`${label} (Chinese)`}
        value={value.zh}
        onChange={(event) => onChange({ ...value, zh: event.currentTarget.value })}
      />
      <TextField
        label={t`${label} (English)`}
        value={value.en}
        onChange={(event) => onChange({ ...value, en: event.currentTarget.value })}
      />
    </div>
  )
}
