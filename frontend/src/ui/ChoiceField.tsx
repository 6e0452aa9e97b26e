import { useLingui } from '@lingui/react/macro'
import { MultiSelect, Select } from '@mantine/core'
import { useState } from 'react'
import type { ManyProps, OneProps } from './Choice'
import type { FinderProps } from './Finder'

/** One of a list; typing narrows lists of more than seven. */
export function ChoiceField({ items, hint, required, clearable, ...rest }: OneProps) {
  const { t } = useLingui()
  return (
    <Select
      {...rest}
      data={[...items]}
      description={hint}
      withAsterisk={required ?? false}
      aria-required={required}
      clearable={clearable ?? false}
      clearButtonProps={{ 'aria-label': t`Clear` }}
      searchable={items.length > 7}
      allowDeselect={clearable ?? false}
      nothingFoundMessage={t`Nothing found`}
      maxDropdownHeight={260}
      size="sm"
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  )
}

/** Any number of a list. */
export function ChoicesField({ items, value, hint, required, ...rest }: ManyProps) {
  const { t } = useLingui()
  return (
    <MultiSelect
      {...rest}
      data={[...items]}
      value={[...value]}
      description={hint}
      withAsterisk={required ?? false}
      searchable={items.length > 7}
      hidePickedOptions={false}
      nothingFoundMessage={t`Nothing found`}
      maxDropdownHeight={260}
      size="sm"
      comboboxProps={{ transitionProps: { duration: 0 } }}
    />
  )
}

/** One of a list that the server narrows while one types. */
export function FinderField({ value, onChange, items, onText, required, ...rest }: FinderProps) {
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
