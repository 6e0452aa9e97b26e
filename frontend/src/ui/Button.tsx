import type { ComponentPropsWithRef, ReactNode } from 'react'
import css from './Button.module.css'
import { tip } from './Tooltip'

export type Look = 'primary' | 'plain' | 'quiet' | 'danger'

/** Class names of a button, for links that look like one. */
export function buttonClass(look: Look = 'plain', small = false, wide = false): string {
  return [css.button, css[look], small && css.small, wide && css.wide].filter(Boolean).join(' ')
}

type Props = ComponentPropsWithRef<'button'> & { look?: Look; small?: boolean; wide?: boolean; busy?: boolean }

/** A button; while `busy` it keeps its label, takes no clicks and tells so. */
export function Button({ look = 'plain', small, wide, busy, disabled, type = 'button', className, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={[buttonClass(look, small, wide), className].filter(Boolean).join(' ')}
    />
  )
}

type IconProps = Omit<Props, 'children' | 'wide'> & { label: string; children: ReactNode }

/** A square button that shows only an icon; `label` is its name and its tooltip. */
export function IconButton({ label, look = 'quiet', small, className, type = 'button', busy: _, ...rest }: IconProps) {
  const classes = [css.button, css[look], css.icon, small && css.small, className].filter(Boolean).join(' ')
  return <button {...rest} type={type} className={classes} aria-label={label} {...tip(label)} />
}

/** A button that reads like a link inside text. */
export function TextButton({ type = 'button', className, ...rest }: ComponentPropsWithRef<'button'>) {
  return <button {...rest} type={type} className={[css.link, className].filter(Boolean).join(' ')} />
}
