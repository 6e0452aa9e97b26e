import { useLingui } from '@lingui/react/macro'
import { useBlocker } from '@tanstack/react-router'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter } from '../ui/Dialog'

/** Asks before unsaved input is left behind. `done` is a ref so that a successful save may leave at once. */
export function LeaveGuard({ dirty, done }: { dirty: boolean; done: { current: boolean } }) {
  const { t } = useLingui()
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => dirty && !done.current,
    enableBeforeUnload: () => dirty && !done.current,
    withResolver: true,
  })
  return (
    <Dialog title={t`Leave without saving?`} open={status === 'blocked'} onClose={() => reset?.()} size={400}>
      <p>{t`What you entered has not been saved.`}</p>
      <DialogFooter>
        <Button look="danger" onClick={() => proceed?.()}>
          {t`Leave`}
        </Button>
        <Button look="primary" data-autofocus onClick={() => reset?.()}>
          {t`Stay here`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
