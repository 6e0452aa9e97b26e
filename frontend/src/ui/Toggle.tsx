import { Checkbox } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void; disabled?: boolean }

/** A check box with its label. */
export function Toggle({ onChange, ...rest }: Props) {
  return <Checkbox {...rest} size="xs" onChange={(event) => onChange(event.currentTarget.checked)} />
}
