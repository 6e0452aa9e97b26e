import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { fetchQuery, graphql, useLazyLoadQuery, useRelayEnvironment } from 'react-relay'
import type {
  GreetDialogAllowedQuery,
  GreetDialogAllowedQuery$data,
} from '../__generated__/GreetDialogAllowedQuery.graphql'
import type { GreetDialogMutation } from '../__generated__/GreetDialogMutation.graphql'
import type { GreetDialogQuery } from '../__generated__/GreetDialogQuery.graphql'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'
import css from './Care.module.css'
import { useRetainWords } from './retainWords'

const templatesQuery = graphql`
  query GreetDialogQuery {
    messageTemplates {
      id
      zh
      en
      channel
      purpose
      archivedAt
      inForce {
        number
      }
    }
  }
`
const allowedQuery = graphql`
  query GreetDialogAllowedQuery($clients: [ID!]!, $channel: String!) {
    contactability(clients: $clients, purpose: "care", channel: $channel) {
      total
      allowed
      reasons {
        code
        text
        count
      }
      held {
        client {
          id
          name
        }
        reasons {
          code
          text
        }
      }
    }
  }
`
const mutation = graphql`
  mutation GreetDialogMutation($input: SendGreetingsInput!) {
    sendGreetings(input: $input) {
      planned
      leftOut
    }
  }
`
type Props = {
  clients: readonly { id: string; name: string }[]
  /** For which occasions; else for a festival. */
  occasions?: readonly string[]
  festival?: { key: string; name: string }
  onSent: () => void
  onClose: () => void
}
type Allowed = GreetDialogAllowedQuery$data['contactability']
const SHOWN = 50

/** A greeting to one or many: by an approved template, to those who may be contacted; of the others, why not. */
export function GreetDialog({ clients, occasions = [], festival, onSent, onClose }: Props) {
  const { t } = useLingui()
  const words = useRetainWords()
  const environment = useRelayEnvironment()
  const { messageTemplates } = useLazyLoadQuery<GreetDialogQuery>(
    templatesQuery,
    {},
    { fetchPolicy: 'store-and-network' },
  )
  const usable = messageTemplates.filter((each) => each.purpose === 'care' && each.inForce && !each.archivedAt)
  const [template, setTemplate] = useState<string | null>(usable[0]?.id ?? null)
  const [language, setLanguage] = useState('zh-CN')
  const [allowed, setAllowed] = useState<Allowed | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [run, busy] = useChange<GreetDialogMutation>(mutation)
  const channel = usable.find((each) => each.id === template)?.channel ?? null
  const ids = clients.map((each) => each.id).join(' ')
  useEffect(() => {
    if (!channel) return
    let over = false
    setAllowed(null)
    fetchQuery<GreetDialogAllowedQuery>(environment, allowedQuery, { clients: [...new Set(ids.split(' '))], channel })
      .toPromise()
      .then((found) => !over && setAllowed(found?.contactability ?? null))
      .catch((error) => !over && setFailure(asFailure(error)))
    return () => {
      over = true
    }
  }, [environment, ids, channel])
  const send = async () => {
    if (!template) return
    const outcome = await run({
      input: {
        template,
        language,
        occasions,
        festival: festival?.key ?? null,
        clients: festival ? clients.map((each) => each.id) : [],
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    const { planned = 0, leftOut = 0 } = outcome.data.sendGreetings ?? {}
    toast(
      leftOut > 0
        ? t`Greetings on their way: ${planned}; left out: ${leftOut}.`
        : t`Greetings on their way: ${planned}.`,
    )
    onSent()
    onClose()
  }
  const only = clients.length === 1 ? clients[0]?.name : null
  const title = only
    ? t`Greeting to ${only}`
    : t`Greeting to ${plural(clients.length, { one: '# client', other: '# clients' })}`
  return (
    <Dialog title={festival ? `${festival.name} · ${title}` : title} open onClose={onClose} size={560}>
      <Stack>
        {usable.length === 0 ? (
          <Note tone="warn">{t`There is no approved template for care yet. Write one under Messages, Templates.`}</Note>
        ) : (
          <div className={css.two}>
            <Choice
              label={t`Template`}
              value={template}
              onChange={setTemplate}
              items={usable.map((each) => ({ value: each.id, label: words.zh ? each.zh : each.en }))}
            />
            <Choice
              label={t`Language`}
              value={language}
              onChange={(next) => setLanguage(next ?? 'zh-CN')}
              items={[
                { value: 'zh-CN', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
            />
          </div>
        )}
        {allowed && (
          <Note tone={allowed.allowed === allowed.total ? 'info' : 'warn'}>
            {t`${allowed.allowed} of ${allowed.total} can be greeted.`}{' '}
            {allowed.reasons.map((each) => `${each.text}: ${each.count}`).join('; ')}
          </Note>
        )}
        {allowed && allowed.held.length > 0 && (
          <details>
            <summary>{t`Who is left out`}</summary>
            <ul className={css.list}>
              {allowed.held.slice(0, SHOWN).map((each, n) => (
                <li key={each.client?.id ?? n}>
                  {each.client?.name ?? '—'}
                  <span className={css.meta}> · {each.reasons.map((reason) => reason.text).join('; ')}</span>
                </li>
              ))}
            </ul>
          </details>
        )}
        <p className={css.meta}>
          {t`Each client gets one greeting for an occasion and year. Consent, quiet hours and addresses are looked at once more when it goes.`}
        </p>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look="primary"
          busy={busy}
          disabled={!template || !allowed || allowed.allowed === 0}
          onClick={() => void send()}
        >
          {t`Send the greeting`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
