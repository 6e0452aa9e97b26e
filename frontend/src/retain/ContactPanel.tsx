import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ContactPanelQuery } from '../__generated__/ContactPanelQuery.graphql'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Section } from '../ui/Page'
import { useRight } from '../viewer/Viewer'
import { ComposeDialog } from './ComposeDialog'
import { ConsentDialog } from './ConsentDialog'
import { ConsentLedger } from './ConsentLedger'
import { ConsentMatrix } from './ConsentMatrix'
import { MessageItem } from './MessageItem'
import css from './Retain.module.css'

const query = graphql`
  query ContactPanelQuery($id: ID!) {
    client(id: $id) {
      id
      name
      consents {
        purpose
        channel
        state
      }
      ...ConsentLedger_client
    }
    messages(client: $id, first: 30) {
      totalCount
      nodes {
        id
        ...MessageItem_message
      }
    }
  }
`

/** What a client agrees to, and what was written to him. */
export function ContactPanel({ id }: { id: string }) {
  const { t } = useLingui()
  const [turn, setTurn] = useState(0)
  const again = () => setTurn((n) => n + 1)
  const { client, messages } = useLazyLoadQuery<ContactPanelQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const maySend = useRight('Mutation.sendMessage')
  const mayRecord = useRight('Mutation.recordConsent')
  const [writing, setWriting] = useState(false)
  const [recording, setRecording] = useState(false)
  if (!client) return null
  return (
    <div className={css.panel}>
      <Section
        title={t`Messages`}
        actions={
          maySend && (
            <Button small onClick={() => setWriting(true)}>
              <Plus size={13} aria-hidden="true" />
              {t`Write a message`}
            </Button>
          )
        }
      >
        {messages.nodes.length === 0 ? (
          <EmptyState scene="list" title={t`Nothing was written yet.`}>
            {t`Mails and short messages to this client, by people and by automations, are listed here.`}
          </EmptyState>
        ) : (
          <ul className={css.list} aria-label={t`Messages`}>
            {messages.nodes.map((node) => (
              <MessageItem key={node.id} message={node} />
            ))}
          </ul>
        )}
      </Section>
      <Section
        title={t`Consent`}
        actions={
          mayRecord && (
            <Button small onClick={() => setRecording(true)}>
              {t`Record consent`}
            </Button>
          )
        }
      >
        <ConsentMatrix client={client.id} present={client.consents ?? []} />
        <ConsentLedger client={client} onChanged={again} />
      </Section>
      {writing && (
        <ComposeDialog
          client={{ id: client.id, name: client.name ?? '—' }}
          onSent={again}
          onClose={() => setWriting(false)}
        />
      )}
      {recording && (
        <ConsentDialog
          client={client.id}
          present={client.consents ?? []}
          onSaved={again}
          onClose={() => setRecording(false)}
        />
      )}
    </div>
  )
}
