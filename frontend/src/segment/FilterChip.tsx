import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { type ReactNode, Suspense } from 'react'
import { Bubble } from '../ui/Menu'
import { SkeletonRows } from '../ui/Skeleton'
import css from './FilterChips.module.css'

type Props = {
  title: string
  /** What it asks for; empty while nothing is. */
  words: string
  open: boolean
  onOpen: (open: boolean) => void
  onNear: () => void
  onDrop: () => void
  /** Its editor. */
  children: ReactNode
}

/** A filter in force: its words open the editor, its cross takes it away. */
export function FilterChip({ title, words, open, onOpen, onNear, onDrop, children }: Props) {
  const { t } = useLingui()
  return (
    <span className={css.chip}>
      <Bubble
        label={title}
        onNear={onNear}
        open={open}
        onChange={onOpen}
        target={
          <button type="button" className={css.text} aria-expanded={open} onClick={() => onOpen(!open)}>
            {words ? t`${title}: ${words}` : title}
          </button>
        }
      >
        <Suspense fallback={<SkeletonRows rows={3} />}>{children}</Suspense>
      </Bubble>
      <button
        type="button"
        className={css.drop}
        aria-label={t`Remove the filter ${title}`}
        onClick={() => {
          onOpen(false)
          onDrop()
        }}
      >
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  )
}
