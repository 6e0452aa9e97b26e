import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useRight } from '../viewer/Viewer'
import { InteractionForm, type Written } from './InteractionForm'

const Talk = lazy(() => import('./TalkForm').then(({ TalkForm }) => ({ default: TalkForm })))

const Mail = lazy(() => import('./MailForm').then(({ MailForm }) => ({ default: MailForm })))

type Props = { clientId: string; clientName: string; written?: Written; onClose: () => void }

/** The ways to write down a contact: by hand, from a pasted chat, from an e-mail's file; one that is written down is corrected by hand. */
export function InteractionWays({ clientId, clientName, written, onClose }: Props) {
  const { t } = useLingui()
  const mayTalk = useRight('Mutation.logTalk')
  const mayMail = useRight('Mutation.logMail')
  const [way, setWay] = useState('form')
  const form = <InteractionForm clientId={clientId} {...(written ? { written } : {})} onClose={onClose} />
  if (written || !(mayTalk || mayMail)) return form
  const talk = (
    <Suspense fallback={<SkeletonRows rows={6} />}>
      <Talk clientId={clientId} clientName={clientName} onClose={onClose} />
    </Suspense>
  )
  const mail = (
    <Suspense fallback={<SkeletonRows rows={6} />}>
      <Mail clientId={clientId} onClose={onClose} />
    </Suspense>
  )
  return (
    <Tabs
      label={t`How`}
      value={way}
      onChange={setWay}
      tabs={[
        { id: 'form', title: t`Write it down`, body: () => form },
        ...(mayTalk ? [{ id: 'talk', title: t`Paste a chat`, body: () => talk }] : []),
        ...(mayMail ? [{ id: 'mail', title: t`E-mail file`, body: () => mail }] : []),
      ]}
    />
  )
}
