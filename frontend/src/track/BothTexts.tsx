import { useLingui } from '@lingui/react/macro'
import css from '../book/Proposals.module.css'
import type { Both } from '../book/proposalStyle'
import { TextArea, TextField } from '../ui/TextField'

type Props = { title: string; value: Both; rows?: number; onChange: (value: Both) => void }

/** A text in both languages, on one line or on several. */
export function BothTexts({ title, value, rows, onChange }: Props) {
  const { t } = useLingui()
  const put = (change: Partial<Both>) => onChange({ ...value, ...change })
  const fields = [
    { name: 'zh' as const, label: t`${title} in Chinese` },
    { name: 'en' as const, label: t`${title} in English` },
  ]
  return (
    <div className={css.pair}>
      {fields.map(({ name, label }) =>
        rows ? (
          <TextArea
            key={name}
            label={label}
            rows={rows}
            value={value[name]}
            onChange={(event) => put({ [name]: event.currentTarget.value })}
          />
        ) : (
          <TextField
            key={name}
            label={label}
            value={value[name]}
            onChange={(event) => put({ [name]: event.currentTarget.value })}
          />
        ),
      )}
    </div>
  )
}
