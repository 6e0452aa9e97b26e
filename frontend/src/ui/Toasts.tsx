import { useLingui } from '@lingui/react/macro'
import { CircleCheck, TriangleAlert, X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { IconButton } from './Button'
import css from './Toasts.module.css'

type Toast = { id: number; text: string; tone: 'good' | 'bad' }

let toasts: readonly Toast[] = []
let last = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

const drop = (id: number) => set(toasts.filter((toast) => toast.id !== id))

/** Says in a corner that something was done (six seconds) or failed (until closed). */
export function toast(text: string, tone: Toast['tone'] = 'good'): void {
  last += 1
  const id = last
  set([...toasts.slice(-2), { id, text, tone }])
  if (tone === 'good') setTimeout(() => drop(id), 6_000)
}

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
      {shown.map((each) => (
        <div key={each.id} className={css.toast}>
          <span className={css[each.tone]} aria-hidden="true">
            {each.tone === 'good' ? <CircleCheck size={16} /> : <TriangleAlert size={16} />}
          </span>
          <span className={css.text}>{each.text}</span>
          <IconButton small label={t`Close`} onClick={() => drop(each.id)}>
            <X size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  )
}
