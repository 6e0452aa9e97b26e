import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Button } from './Button'
import css from './InForce.module.css'
import { Section } from './Page'

type Props = {
  present: { readonly number: number }
  /** What stands on the button that begins the next version. */
  edit: string
  /** Null for who may not, and while one is edited. */
  onEdit: (() => void) | null
  /** Before that button. */
  more?: ReactNode
  children: ReactNode
}

/** What a configuration says now: its version, what can be done with it, and what it says. */
export function InForce({ present, edit, onEdit, more, children }: Props) {
  const { t } = useLingui()
  return (
    <Section
      title={t`In force: version ${present.number}`}
      actions={
        <span className={css.acts}>
          {more}
          {onEdit && (
            <Button small onClick={onEdit}>
              {edit}
            </Button>
          )}
        </span>
      }
    >
      {children}
    </Section>
  )
}
