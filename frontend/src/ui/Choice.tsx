import { useLingui } from '@lingui/react/macro'
import { MultiSelect, Select } from '@mantine/core'
import type { ReactNode, Ref } from 'react'

export type Item = { value: string; label: string }
type Base = {
  label: ReactNode
  items: readonly Item[]
  error?: ReactNode
  hint?: ReactNode
  required?: boolean
  disabled?: boolean
  placeholder?: string
  name?: string
  onBlur?: () => void
  ref?: Ref<HTMLInputElement>
}

type OneProps = Base & { value: string | null; onChange: (value: string | null) => void; clearable?: boolean }

/** One of a list; typing narrows lists of more than seven. */
export function Choice({ items, hint, required, clearable, ...rest }: OneProps) {
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

type ManyProps = Base & { value: readonly string[]; onChange: (value: string[]) => void }

/** Any number of a list. */
export function Choices({ items, value, hint, required, ...rest }: ManyProps) {
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
