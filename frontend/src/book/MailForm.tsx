import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { MailFormMutation } from '../__generated__/MailFormMutation.graphql'
import type { MailFormQuery, MailFormQuery$data } from '../__generated__/MailFormQuery.graphql'
import type { MailFormRefreshQuery } from '../__generated__/MailFormRefreshQuery.graphql'
import { bytes } from '../format/bytes'
import { dateTime } from '../format/date'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { FileDrop, type Sent } from '../ui/FileDrop'
import { toast } from '../ui/Toasts'
import { interactionArrived } from './interactionBell'
import css from './MailForm.module.css'
import { sendFile } from './sendFile'

const query = graphql`
  query MailFormQuery($client: ID!, $upload: ID!) {
    readMail(client: $client, upload: $upload) {
      subject
      sender
      recipients
      at
      text
      direction
      known
      attachments {
        name
        size
      }
    }
  }
`
const mutation = graphql`
  mutation MailFormMutation($input: LogMailInput!) {
    logMail(input: $input) {
      id
    }
  }
`
const refresh = graphql`
  query MailFormRefreshQuery($id: ID!) {
    client(id: $id) {
      lastInteractionAt
      five: interactions(first: 5) {
        nodes {
          id
          ...InteractionList_interaction
        }
      }
      three: interactions(first: 3) {
        nodes {
          id
          ...InteractionList_interaction
        }
      }
    }
  }
`
const LARGEST = 20 * 2 ** 20

type Seen = { upload: string; mail: NonNullable<MailFormQuery$data['readMail']> }
type Props = { clientId: string; onClose: () => void }

/** An e-mail as a file: read, looked over, and kept with what hangs on it. */
export function MailForm({ clientId, onClose }: Props) {
  const { t, i18n } = useLingui()
  const environment = useRelayEnvironment()
  const [keep, keeping] = useChange<MailFormMutation>(mutation)
  const [file, setFile] = useState<Sent | null>(null)
  const [seen, setSeen] = useState<Seen | null>(null)
  const [direction, setDirection] = useState('in')
  const [failure, setFailure] = useState<Failure | null>(null)
  const take = async ([chosen]: readonly File[]) => {
    if (!chosen) return
    setFailure(null)
    setFile({ id: 'mail', name: chosen.name, size: chosen.size, state: 'sending', share: 0 })
    try {
      const { upload } = await sendFile(chosen, i18n.locale, (share) => setFile((own) => own && { ...own, share }))
      const found = await fetchQuery<MailFormQuery>(environment, query, { client: clientId, upload }).toPromise()
      if (found?.readMail) {
        setSeen({ upload, mail: found.readMail })
        setDirection(found.readMail.direction ?? 'in')
      }
    } catch (error) {
      setFailure(asFailure(error))
    }
    setFile(null)
  }
  const save = async () => {
    if (!seen) return
    setFailure(null)
    const outcome = await keep({ input: { client: clientId, upload: seen.upload, direction } })
    if (!outcome.ok) {
      setFailure(outcome.failure)
      return
    }
    fetchQuery<MailFormRefreshQuery>(environment, refresh, { id: clientId }).subscribe({})
    interactionArrived()
    toast(t`The e-mail was kept.`)
    onClose()
  }
  if (!seen)
    return (
      <>
        <Stack>
          <p className={css.hint}>{t`Save the e-mail as a file (.eml) in your mail program and drop it here.`}</p>
          <FileDrop
            label={t`Drop an e-mail here`}
            endings={['.eml']}
            largest={LARGEST}
            files={file ? [file] : []}
            onFiles={(chosen) => void take(chosen)}
            onRemove={() => setFile(null)}
            disabled={file !== null}
          />
          <FailureLine failure={failure} />
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
        </DialogFooter>
      </>
    )
  const { mail } = seen
  return (
    <>
      <Stack>
        <dl className={css.head}>
          <dt>{t`Subject`}</dt>
          <dd>{mail.subject || '—'}</dd>
          <dt>{t`From`}</dt>
          <dd>{mail.sender || '—'}</dd>
          <dt>{t`To`}</dt>
          <dd>{mail.recipients?.join(i18n.locale === 'zh-CN' ? '，' : ', ') || '—'}</dd>
          <dt>{t`When`}</dt>
          <dd>{mail.at ? dateTime(mail.at) : '—'}</dd>
        </dl>
        {mail.direction == null && (
          <p className={css.warn}>{t`No address in it is one this client is known by. Is it the right client?`}</p>
        )}
        {mail.known && <p className={css.warn}>{t`This e-mail was kept before.`}</p>}
        <div className={css.text}>{mail.text || '—'}</div>
        {(mail.attachments?.length ?? 0) > 0 && (
          <p className={css.hint}>
            {t`Attached:`}{' '}
            {mail.attachments?.map(({ name, size }) => `${name} (${bytes(size ?? 0, i18n.locale)})`).join('; ')}
          </p>
        )}
        <Choice
          label={t`Direction`}
          items={[
            { value: 'in', label: t`From the client` },
            { value: 'out', label: t`From us` },
          ]}
          value={direction}
          onChange={(next) => setDirection(next ?? 'in')}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={() => setSeen(null)}>{t`Back`}</Button>
        <Button look="primary" busy={keeping} disabled={mail.known ?? false} onClick={save}>
          {t`Keep the e-mail`}
        </Button>
      </DialogFooter>
    </>
  )
}
