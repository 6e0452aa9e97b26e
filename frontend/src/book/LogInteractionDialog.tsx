import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { Dialog } from '../ui/Dialog'
import { SkeletonRows } from '../ui/Skeleton'
import type { Written } from './InteractionForm'

const Form = lazy(() => import('./InteractionForm').then(({ InteractionForm }) => ({ default: InteractionForm })))

type Props = { clientId: string; clientName: string; written?: Written; open: boolean; onClose: () => void }

/** Writes down a contact with a client, or corrects one. */
export function LogInteractionDialog({ clientId, clientName, written, open, onClose }: Props) {
  const { t } = useLingui()
  const title = written ? t`Correct what was written down` : t`Log an interaction with ${clientName}`
  return (
    <Dialog title={title} open={open} onClose={onClose} size={680}>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <Form clientId={clientId} {...(written ? { written } : {})} onClose={onClose} />
      </Suspense>
    </Dialog>
  )
}
