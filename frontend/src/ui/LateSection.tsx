import { type ReactNode, useEffect, useRef, useState } from 'react'
import css from './LateSection.module.css'

type Props = {
  /** What it is about, for whoever reaches it before it is drawn. */
  label: string
  /** How high it will be at about, in pixels: the page must not jump. */
  height: number
  /** Drawn at once, wherever it stands. */
  now?: boolean
  children: () => ReactNode
}

/** A part of a long page that is drawn when it comes near, or when somebody reaches it by keyboard; then it stays. */
export function LateSection({ label, height, now = false, children }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const reached = useRef(false)
  const [near, setNear] = useState(now || typeof IntersectionObserver === 'undefined')
  const there = near || now
  useEffect(() => {
    const waiting = place.current?.firstElementChild
    if (there || !waiting) return
    const observer = new IntersectionObserver(
      (entries) => entries.some((each) => each.isIntersecting) && setNear(true),
      { rootMargin: '400px' },
    )
    observer.observe(waiting)
    return () => observer.disconnect()
  }, [there])
  useEffect(() => {
    if (there && reached.current)
      place.current?.querySelector<HTMLElement>('input, textarea, button, select, a[href]')?.focus()
  }, [there])
  return (
    <div ref={place} className={css.place}>
      {there ? (
        children()
      ) : (
        <button
          type="button"
          aria-label={label}
          className={css.waiting}
          style={{ height }}
          onFocus={() => {
            reached.current = true
            setNear(true)
          }}
        />
      )}
    </div>
  )
}
