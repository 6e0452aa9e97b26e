import { useLingui } from '@lingui/react/macro'
import { PasswordInput, Textarea, TextInput } from '@mantine/core'
import type { ComponentPropsWithRef, ReactNode } from 'react'

type Base = { label: ReactNode; error?: ReactNode; hint?: ReactNode; required?: boolean }
type TextProps = Base & Omit<ComponentPropsWithRef<'input'>, 'size' | 'color' | 'style' | 'className'>

/** One line of text with its label, hint and error; the error is tied to the field for assistive technology. */
export function TextField({ hint, required, ...rest }: TextProps) {
  return <TextInput {...rest} description={hint} withAsterisk={required ?? false} aria-required={required} size="sm" />
}

/** A password; can be shown while typing. */
export function PasswordField({ hint, required, ...rest }: TextProps) {
  const { t } = useLingui()
  return (
    <PasswordInput
      visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
      {...rest}
      description={hint}
      withAsterisk={required ?? false}
      aria-required={required}
      size="sm"
    />
  )
}

type AreaProps = Base &
  Omit<ComponentPropsWithRef<'textarea'>, 'color' | 'style' | 'className' | 'rows'> & { rows?: number }

/** Several lines of text. */
export function TextArea({ hint, rows = 3, required, ...rest }: AreaProps) {
  return (
    <Textarea
      {...rest}
      description={hint}
      withAsterisk={required ?? false}
      aria-required={required}
      rows={rows}
      resize="vertical"
      size="sm"
    />
  )
}
