import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import css from './Dialog.module.css'

const ModalPanel = lazy(() => import('./ModalPanel').then((loaded) => ({ default: loaded.ModalPanel })))

export type DialogProps = {
  title: string
  open: boolean
  onClose: () => void
  size?: number
  /** Without the title bar, near the top and unpadded: for the palette. The title still names the dialog. */
  bare?: boolean
  children: ReactNode
}

/** A modal dialog: traps focus, closes with Esc, gives focus back to its opener; fills the screen on a phone. */
export function Dialog({ open, ...rest }: DialogProps) {
  useFocusReturn(open)
  return open ? (
    <Suspense fallback={null}>
      <ModalPanel {...rest} />
    </Suspense>
  ) : null
}

/** Gives the focus back to what had it before, also when the dialog goes away with the component that opened it. */
function useFocusReturn(open: boolean): void {
  useEffect(() => {
    if (!open) return
    const opener = document.activeElement
    return () => {
      if (opener instanceof HTMLElement) setTimeout(() => opener.isConnected && opener.focus({ preventScroll: true }))
    }
  }, [open])
}

/** Buttons at the foot of a dialog, the main one last. */
export function DialogFooter({ children }: { children: ReactNode }) {
  return <div className={css.footer}>{children}</div>
}

/** Fields of a dialog, one below the other. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className={css.stack}>{children}</div>
}
