import { useLingui } from '@lingui/react/macro'
import { ChevronDown, ChevronUp, Maximize2, X } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react'
import { buttonClass, IconButton } from './Button'
import { Link } from './Link'
import css from './RecordPanel.module.css'

const KEY = 'startrail.panel'
const [LEAST, USUAL, MOST, STEP] = [320, 400, 720, 24]
const clamped = (width: number) => Math.max(LEAST, Math.min(MOST, Math.round(width)))
const kept = () => {
  const width = Number(localStorage.getItem(KEY))
  return width > 0 ? clamped(width) : USUAL
}

type Props = {
  label: string
  /** The full page of the record. */
  to: string
  onClose: () => void
  onPrevious?: (() => void) | undefined
  onNext?: (() => void) | undefined
  children: ReactNode
}

/** A record beside its list: the middle size between row and page. It can be made wider, by mouse or arrow keys. */
export function RecordPanel({ label, to, onClose, onPrevious, onNext, children }: Props) {
  const { t } = useLingui()
  const [width, setWidth] = useState(kept)
  const resize = (next: number) => {
    setWidth(clamped(next))
    localStorage.setItem(KEY, String(clamped(next)))
  }
  const drag = (event: PointerEvent) => {
    event.preventDefault()
    const edge = event.clientX + width
    const move = (to: globalThis.PointerEvent) => resize(edge - to.clientX)
    const stop = () => {
      window.removeEventListener('pointermove', move)
      window.removeEventListener('pointerup', stop)
    }
    window.addEventListener('pointermove', move)
    window.addEventListener('pointerup', stop)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key]
    if (!by) return
    event.preventDefault()
    resize(width + by)
  }
  return (
    <aside className={css.panel} aria-label={label} style={{ width }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no rule between paragraphs */}
      <div
        role="separator"
        aria-orientation="vertical"
        aria-label={t`Width of the panel`}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        aria-valuenow={width}
        tabIndex={0}
        className={css.edge}
        onPointerDown={drag}
        onKeyDown={onKeyDown}
        onDoubleClick={() => resize(USUAL)}
      />
      <div className={css.bar}>
        <Link to={to} className={buttonClass('quiet', true)}>
          <Maximize2 size={13} aria-hidden="true" />
          {t`Open the page`}
        </Link>
        <span className={css.space} />
        {onPrevious && (
          <IconButton small label={t`Previous row`} onClick={onPrevious}>
            <ChevronUp size={15} />
          </IconButton>
        )}
        {onNext && (
          <IconButton small label={t`Next row`} onClick={onNext}>
            <ChevronDown size={15} />
          </IconButton>
        )}
        <IconButton small label={t`Close the panel`} onClick={onClose}>
          <X size={14} />
        </IconButton>
      </div>
      <div className={css.body}>{children}</div>
    </aside>
  )
}

/** A part of a record under its own heading, the same in the panel and on the page. */
export function RecordSection({
  title,
  actions,
  children,
}: {
  title: string
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={css.section}>
      <div className={css.sectionHead}>
        <h3>{title}</h3>
        {actions}
      </div>
      {children}
    </section>
  )
}
