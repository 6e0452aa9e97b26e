import { useLingui } from '@lingui/react/macro'
import css from '../book/Journeys.module.css'
import { TextArea, TextField } from '../ui/TextField'
import type { Words } from './templateContent'

type Props = { value: Words; onChange: (value: Words) => void }
/** first: a dialog begins with it. */
type NameProps = Props & { first?: boolean }

/** What something is called, in both languages. */
export function NameFields({ value, onChange, first }: NameProps) {
  const { t } = useLingui()
  return (
    <div className={css.two}>
      <TextField
        label={t`Chinese name`}
        required
        data-autofocus={first}
        maxLength={60}
        value={value.zh}
        onChange={(event) => onChange({ zh: event.currentTarget.value, en: value.en })}
      />
      <TextField
        label={t`English name`}
        required
        maxLength={60}
        value={value.en}
        onChange={(event) => onChange({ zh: value.zh, en: event.currentTarget.value })}
      />
    </div>
  )
}

/** How something is done, in both languages; either may be empty. */
export function PlaybookFields({ value, onChange }: Props) {
  const { t } = useLingui()
  return (
    <div className={css.two}>
      <TextArea
        label={t`Playbook in Chinese`}
        rows={3}
        maxLength={600}
        value={value.zh}
        onChange={(event) => onChange({ zh: event.currentTarget.value, en: value.en })}
      />
      <TextArea
        label={t`Playbook in English`}
        rows={3}
        maxLength={600}
        value={value.en}
        onChange={(event) => onChange({ zh: value.zh, en: event.currentTarget.value })}
      />
    </div>
  )
}
