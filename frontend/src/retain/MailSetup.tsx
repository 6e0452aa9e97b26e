import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { MailSetupMutation } from '../__generated__/MailSetupMutation.graphql'
import type { MailSetupQuery } from '../__generated__/MailSetupQuery.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import css from './Retain.module.css'

const query = graphql`
  query MailSetupQuery {
    mailSetup {
      mail
      sender
      server
      returns
    }
  }
`
const mutation = graphql`
  mutation MailSetupMutation($input: SendTestMailInput!) {
    sendTestMail(input: $input) {
      to
      reply
    }
  }
`
type Props = { subject?: string; body?: string; language?: string; client?: string | null; onClose: () => void }

/** How this installation sends, and a mail to oneself that proves it. */
export function MailSetup({ subject, body, language, client, onClose }: Props) {
  const { t, i18n } = useLingui()
  const { mailSetup } = useLazyLoadQuery<MailSetupQuery>(query, {}, { fetchPolicy: 'network-only' })
  const [run, busy] = useChange<MailSetupMutation>(mutation)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const send = async () => {
    setFailure(null)
    const outcome = await run({
      input: {
        subject: subject ?? t`A test of sending`,
        body: body ?? t`This mail shows that the mail server takes our mails.`,
        language: language ?? (i18n.locale === 'en' ? 'en' : 'zh-CN'),
        client: client ?? null,
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    const { to, reply } = outcome.data.sendTestMail ?? { to: '', reply: null }
    setDone(t`The mail server took the mail to ${to}: ${reply ?? '—'}`)
  }
  const yes = (value: boolean) => (value ? t`Yes` : t`No`)
  return (
    <Dialog title={t`Test sending`} open onClose={onClose} size={520}>
      <Stack>
        <dl className={css.facts}>
          <div>
            <dt>{t`Mail server`}</dt>
            <dd>{mailSetup.server ?? t`Not set up`}</dd>
          </div>
          <div>
            <dt>{t`Sender`}</dt>
            <dd>{mailSetup.sender ?? '—'}</dd>
          </div>
          <div>
            <dt>{t`Mails that come back are received`}</dt>
            <dd>{yes(mailSetup.returns)}</dd>
          </div>
        </dl>
        {!mailSetup.mail && (
          <Note tone="warn">{t`Messages wait until the administrator sets up the mail server (STARTRAIL_SMTP_HOST, STARTRAIL_MAIL_FROM).`}</Note>
        )}
        {done && <Note>{done}</Note>}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Close`}</Button>
        <Button look="primary" busy={busy} disabled={!mailSetup.mail} onClick={() => void send()}>
          {t`Send a test to myself`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
