import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useRight } from '../viewer/Viewer'
import { InteractionForm, type Written } from './InteractionForm'

const Talk = lazy(() => import('./TalkForm').then(({ TalkForm }) => ({ default: TalkForm })))

type Props = { clientId: string; clientName: string; written?: Written; onClose: () => void }

/** The ways to write down a contact: by hand, or from a pasted chat; one that is written down is corrected by hand. */
export function InteractionWays({ clientId, clientName, written, onClose }: Props) {
  const { t } = useLingui()
  const mayTalk = useRight('Mutation.logTalk')
  const [way, setWay] = useState('form')
  const form = <InteractionForm clientId={clientId} {...(written ? { written } : {})} onClose={onClose} />
  if (written || !mayTalk) return form
  const talk = (
    <Suspense fallback={<SkeletonRows rows={6} />}>
      <Talk clientId={clientId} clientName={clientName} onClose={onClose} />
    </Suspense>
  )
  return (
    <Tabs
      label={t`How`}
      value={way}
      onChange={setWay}
      tabs={[
        { id: 'form', title: t`Write it down`, body: () => form },
        { id: 'talk', title: t`Paste a chat`, body: () => talk },
      ]}
    />
  )
}
