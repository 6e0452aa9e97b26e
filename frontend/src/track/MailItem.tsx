import { useLingui } from '@lingui/react/macro'
import { Paperclip } from 'lucide-react'
import { Fragment, lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { MailItem_mail$data, MailItem_mail$key } from '../__generated__/MailItem_mail.graphql'
import type { MailItemLogMutation } from '../__generated__/MailItemLogMutation.graphql'
import type { MailItemRestoreMutation } from '../__generated__/MailItemRestoreMutation.graphql'
import { paths } from '../paths'
import { useChange } from '../relay/useChange'
import { Button, TextButton } from '../ui/Button'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import { GiveMailDialog } from './GiveMailDialog'
import css from './MailsPage.module.css'
import { mailSettled } from './mailBell'
import { ThrowMailDialog } from './ThrowMailDialog'

const RequestFromTalk = lazy(() => import('../retain/RequestFromTalk').then((m) => ({ default: m.RequestFromTalk })))
const TalkRequests = lazy(() => import('../retain/TalkRequests').then((m) => ({ default: m.TalkRequests })))

const fragment = graphql`
  fragment MailItem_mail on IncomingMail {
    id
    version
    state
    subject
    sender
    at
    receivedAt
    text
    attachments
    reason
    candidates {
      id
      name
    }
    client {
      id
      name
    }
    interaction {
      summary
      ...TalkRequests_interaction @alias(as: "made")
    }
  }
`
const log = graphql`
  mutation MailItemLogMutation($input: LogIncomingMailInput!) {
    logIncomingMail(input: $input) {
      id
      client {
        id
        name
      }
      interaction {
        id
      }
    }
  }
`
const restore = graphql`
  mutation MailItemRestoreMutation($input: VersionedInput!) {
    restoreIncomingMail(input: $input) {
      id
    }
  }
`
const SHORT = 240

/** One mail: who, what, when, and what can become of it. */
export function MailItem({ mail }: { mail: MailItem_mail$key }) {
  const { t } = useLingui()
  const data = useFragment(fragment, mail)
  const [whole, setWhole] = useState(false)
  const title = data.subject || data.interaction?.summary || t`(no subject)`
  const text = data.text ?? ''
  return (
    <article className={css.mail} aria-label={title}>
      <header className={css.top}>
        <h2>{title}</h2>
        <Moment at={data.at ?? data.receivedAt ?? ''} />
      </header>
      {data.sender && <p className={css.sender}>{data.sender}</p>}
      {text && (
        <p className={css.text}>
          {whole || text.length <= SHORT ? text : `${text.slice(0, SHORT)}…`}{' '}
          {text.length > SHORT && (
            <TextButton onClick={() => setWhole(!whole)} aria-expanded={whole}>
              {whole ? t`Show less` : t`Show all of it`}
            </TextButton>
          )}
        </p>
      )}
      {(data.attachments?.length ?? 0) > 0 && (
        <p className={css.files}>
          <Paperclip size={14} aria-hidden="true" /> {data.attachments?.join(t`, `)}
        </p>
      )}
      {data.state === 'open' && <Waiting data={data} title={title} />}
      {data.state === 'logged' && (
        <>
          <p className={css.outcome}>
            {data.client ? (
              <Link to={paths.client(data.client.id, 'timeline')}>{data.client.name}</Link>
            ) : (
              t`A client whom you do not see any more`
            )}
          </p>
          {data.interaction?.made && (
            <div className={css.actions}>
              <Suspense fallback={null}>
                <TalkRequests interaction={data.interaction.made} />
              </Suspense>
            </div>
          )}
        </>
      )}
      {data.state === 'thrown' && <Thrown data={data} title={title} />}
    </article>
  )
}

type Part = { data: MailItem_mail$data; title: string }

function Waiting({ data, title }: Part) {
  const { t } = useLingui()
  const words = useFailureText()
  const [asking, setAsking] = useState<'give' | 'throw' | null>(null)
  const mayGuess = useRight('Query.guessRequest')
  const mayAsk = useRight('Mutation.createRequest') && mayGuess
  const [run, busy] = useChange<MailItemLogMutation>(log)
  const give = async (client: string): Promise<string | null> => {
    const outcome = await run({ input: { id: data.id, version: data.version, client } })
    if (!outcome.ok) return outcome.failure.message || words(outcome.failure).title
    toast(t`The mail was kept for ${outcome.data.logIncomingMail?.client?.name ?? ''}.`)
    mailSettled()
    return null
  }
  const keepFor = async (client: string): Promise<string | null> => {
    const outcome = await run({ input: { id: data.id, version: data.version, client } })
    if (outcome.ok) return outcome.data.logIncomingMail?.interaction?.id ?? null
    toast(outcome.failure.message || words(outcome.failure).title, 'bad')
    return null
  }
  const candidates = data.candidates ?? []
  return (
    <>
      <p className={css.why}>
        {candidates.length > 1 ? t`Several of your clients are known by its addresses.` : null}
        {candidates.length === 0 ? t`None of your clients is known by its addresses.` : null}
      </p>
      <div className={css.actions}>
        {candidates.map(({ id, name }) => (
          <Fragment key={id}>
            <Button
              small
              busy={busy}
              onClick={async () => {
                const failed = await give(id)
                if (failed) toast(failed, 'bad')
              }}
            >
              {t`Keep for ${name ?? ''}`}
            </Button>
            {mayAsk && (
              <Suspense fallback={null}>
                <RequestFromTalk
                  button
                  title={t`Keep for ${name ?? ''} and make it a request`}
                  client={{ id, name: name ?? '—' }}
                  source={() => keepFor(id)}
                  onDone={mailSettled}
                />
              </Suspense>
            )}
          </Fragment>
        ))}
        <Button small onClick={() => setAsking('give')} aria-label={t`Choose a client for ${title}`}>
          {t`Choose a client…`}
        </Button>
        <Button small look="quiet" onClick={() => setAsking('throw')} aria-label={t`Throw away: ${title}`}>
          {t`Throw away…`}
        </Button>
      </div>
      {asking === 'give' && <GiveMailDialog title={title} busy={busy} give={give} onClose={() => setAsking(null)} />}
      {asking === 'throw' && (
        <ThrowMailDialog id={data.id} version={data.version} title={title} onClose={() => setAsking(null)} />
      )}
    </>
  )
}

function Thrown({ data, title }: Part) {
  const { t } = useLingui()
  const words = useFailureText()
  const [run, busy] = useChange<MailItemRestoreMutation>(restore)
  const back = async () => {
    const outcome = await run({ input: { id: data.id, version: data.version } })
    if (!outcome.ok) return toast(outcome.failure.message || words(outcome.failure).title, 'bad')
    toast(t`The mail waits again.`)
    mailSettled()
  }
  return (
    <>
      <p className={css.outcome}>{data.reason}</p>
      {data.subject !== null && (
        <div className={css.actions}>
          <Button small busy={busy} onClick={back} aria-label={t`Bring back: ${title}`}>
            {t`Bring back`}
          </Button>
        </div>
      )}
    </>
  )
}
