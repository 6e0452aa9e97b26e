import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { Dialog } from '../ui/Dialog'
import { SkeletonRows } from '../ui/Skeleton'

const Form = lazy(() => import('./InteractionForm').then(({ InteractionForm }) => ({ default: InteractionForm })))

type Props = { clientId: string; clientName: string; open: boolean; onClose: () => void }

/** Writes down a contact with a client. */
export function LogInteractionDialog({ clientId, clientName, open, onClose }: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={t`Log an interaction with ${clientName}`} open={open} onClose={onClose} size={520}>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <Form clientId={clientId} onClose={onClose} />
      </Suspense>
    </Dialog>
  )
}
