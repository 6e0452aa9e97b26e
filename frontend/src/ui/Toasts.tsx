import { useLingui } from '@lingui/react/macro'
import { CircleCheck, TriangleAlert, X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Button, IconButton } from './Button'
import css from './Toasts.module.css'

type Tone = 'good' | 'bad'
type Options = {
  tone?: Tone
  /** A toast takes the place of the last one of the same key. */
  key?: string
  action?: { label: string; run: () => void }
}
type Toast = Options & { id: number; text: string; tone: Tone }

let toasts: readonly Toast[] = []
let last = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

const drop = (id: number) => set(toasts.filter((toast) => toast.id !== id))

/** Says in a corner that something was done (six seconds; ten with an action) or failed (until closed). */
export function toast(text: string, how: Tone | Options = 'good'): void {
  const { tone = 'good', ...options } = typeof how === 'string' ? { tone: how } : how
  last += 1
  const id = last
  const others = options.key ? toasts.filter((each) => each.key !== options.key) : toasts
  set([...others.slice(-2), { ...options, id, text, tone }])
  if (tone === 'good') setTimeout(() => drop(id), options.action ? 10_000 : 6_000)
}

/** Takes away what a toast of this key offers, where it no longer holds. */
export const untoast = (key: string): void => set(toasts.filter((toast) => toast.key !== key))

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The corner itself: one polite live region that is always in the page. */
export function Toasts() {
  const { t } = useLingui()
  const shown = useSyncExternalStore(listen, () => toasts)
  return (
    <div className={css.region} role="status" aria-live="polite">
      {shown.map(({ id, text, tone, action }) => (
        <div key={id} className={css.toast}>
          <span className={css[tone]} aria-hidden="true">
            {tone === 'good' ? <CircleCheck size={16} /> : <TriangleAlert size={16} />}
          </span>
          <span className={css.text}>{text}</span>
          {action && (
            <Button
              small
              look="plain"
              onClick={() => {
                drop(id)
                action.run()
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton small label={t`Close`} onClick={() => drop(id)}>
            <X size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  )
}
