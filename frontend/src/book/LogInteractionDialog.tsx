import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { Dialog } from '../ui/Dialog'
import { SkeletonRows } from '../ui/Skeleton'
import type { Written } from './InteractionForm'

const Ways = lazy(() => import('./InteractionWays').then(({ InteractionWays }) => ({ default: InteractionWays })))

type Props = { clientId: string; clientName: string; written?: Written; open: boolean; onClose: () => void }

/** Writes down a contact with a client, keeps a pasted conversation, or corrects what was written down. */
export function LogInteractionDialog({ clientId, clientName, written, open, onClose }: Props) {
  const { t } = useLingui()
  const title = written ? t`Correct what was written down` : t`Log an interaction with ${clientName}`
  return (
    <Dialog title={title} open={open} onClose={onClose} size={680}>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <Ways clientId={clientId} clientName={clientName} {...(written ? { written } : {})} onClose={onClose} />
      </Suspense>
    </Dialog>
  )
}
