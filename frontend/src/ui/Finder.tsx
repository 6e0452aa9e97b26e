import { useLingui } from '@lingui/react/macro'
import { Select } from '@mantine/core'
import { useState } from 'react'

export type Item = { value: string; label: string }
type Props = {
  label: string
  value: Item | null
  onChange: (value: Item | null) => void
  items: readonly Item[]
  onText: (text: string) => void
  placeholder?: string
  required?: boolean
  error?: string | undefined
}

/** One of a list that the server narrows while one types. */
export function Finder({ value, onChange, items, onText, required, ...rest }: Props) {
  const { t } = useLingui()
  const [text, setText] = useState(value?.label ?? '')
  const known = value && !items.some((item) => item.value === value.value) ? [value, ...items] : items
  return (
    <Select
      {...rest}
      data={[...known]}
      value={value?.value ?? null}
      onChange={(next) => onChange(known.find((item) => item.value === next) ?? null)}
      searchable
      searchValue={text}
      onSearchChange={(next) => {
        setText(next)
        if (next !== value?.label) onText(next)
      }}
      // The server has matched already, also by pinyin, which this list could not.
      filter={({ options }) => options}
      withAsterisk={required ?? false}
      nothingFoundMessage={text.trim() ? t`Nothing found` : t`Type to search`}
      size="sm"
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  )
}
