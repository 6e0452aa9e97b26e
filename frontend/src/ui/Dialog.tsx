import { useLingui } from '@lingui/react/macro'
import { Modal } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import css from './Dialog.module.css'
import { useNarrow } from './useNarrow'

type Props = {
  title: string
  open: boolean
  onClose: () => void
  size?: number
  /** Without the title bar, near the top and unpadded: for the palette. The title still names the dialog. */
  bare?: boolean
  children: ReactNode
}

/** A modal dialog: traps focus, closes with Esc, gives focus back to its opener; fills the screen on a phone. */
export function Dialog({ title, open, onClose, size = 480, bare, children }: Props) {
  const { t } = useLingui()
  const narrow = useNarrow()
  useFocusReturn(open)
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={bare ? undefined : title}
      withCloseButton={!bare}
      attributes={bare ? { content: { 'aria-label': title } } : {}}
      size={size}
      fullScreen={narrow && !bare}
      centered={!narrow && !bare}
      overlayProps={{ backgroundOpacity: 0.4 }}
      closeButtonProps={{ 'aria-label': t`Close` }}
      returnFocus={false}
      transitionProps={{ duration: 120, transition: 'fade' }}
      classNames={{
        title: css.title ?? '',
        header: css.header ?? '',
        body: (bare ? css.bareBody : css.body) ?? '',
        content: css.content ?? '',
      }}
    >
      {children}
    </Modal>
  )
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
