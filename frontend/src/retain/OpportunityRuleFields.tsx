import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { TextField } from '../ui/TextField'
import { type OpportunityContent, percentOf, ratioOf } from './rulesContent'

type Props = { value: OpportunityContent; onChange: (value: OpportunityContent) => void }
const whole = (text: string) => (/^\d{1,4}$/.test(text.trim()) ? Number(text.trim()) : 0)

/** What is a chance by the next rules. */
export function OpportunityRuleFields({ value, onChange }: Props) {
  const { t } = useLingui()
  const [share, setShare] = useState(percentOf(value.share))
  const number = (name: 'ahead' | 'behind' | 'peers' | 'opens', label: string) => (
    <TextField
      label={label}
      inputMode="numeric"
      value={String(value[name])}
      onChange={(event) => onChange({ ...value, [name]: whole(event.currentTarget.value) })}
    />
  )
  return (
    <>
      {number('ahead', t`Days ahead of the end of a lock-up or term`)}
      {number('behind', t`Days after it while nothing was done`)}
      <TextField
        label={t`Least amount (CNY)`}
        inputMode="decimal"
        value={value.least}
        onChange={(event) => onChange({ ...value, least: event.currentTarget.value.trim() })}
      />
      {number('peers', t`Least number of peers (five or more)`)}
      <TextField
        label={t`Share of peers who hold the line (%)`}
        inputMode="decimal"
        value={share}
        onChange={(event) => {
          setShare(event.currentTarget.value)
          onChange({ ...value, share: ratioOf(event.currentTarget.value) ?? '' })
        }}
      />
      {number('opens', t`Days within which a suggested fund opens`)}
    </>
  )
}
