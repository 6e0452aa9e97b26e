import { useLingui } from '@lingui/react/macro'
import { Modal } from '@mantine/core'
import type { DialogProps } from './Dialog'
import css from './Dialog.module.css'
import { useNarrow } from './useNarrow'

/** The panel of a `Dialog`. */
export function ModalPanel({ title, onClose, size = 480, bare, children }: Omit<DialogProps, 'open'>) {
  const { t } = useLingui()
  const narrow = useNarrow()
  return (
    <Modal
      opened
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
