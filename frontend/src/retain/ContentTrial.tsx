import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { ContentTrialQuery, ContentTrialQuery$data } from '../__generated__/ContentTrialQuery.graphql'
import { ClientChoice } from '../book/ClientChoice'
import { asFailure, type Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { FailureLine } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { useRight } from '../viewer/Viewer'
import { MailSetup } from './MailSetup'
import { type OutreachContent, withLink } from './outreachContent'
import css from './Retain.module.css'

const query = graphql`
  query ContentTrialQuery($client: ID!, $wording: MessageWordingInput!) {
    previewMessage(client: $client, wording: $wording) {
      subject
      body
    }
  }
`
type Props = { content: OutreachContent; purpose: string; product: string | null }

/** A content as one client would read it, and as a mail to oneself. The link is shown where it leads. */
export function ContentTrial({ content, purpose, product }: Props) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [client, setClient] = useState<Item | null>(null)
  const [preview, setPreview] = useState<ContentTrialQuery$data['previewMessage'] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [testing, setTesting] = useState(false)
  const mayTest = useRight('Mutation.sendTestMail')
  const { subject } = content.zh
  const body = withLink(content.zh.body, content.link)
  const written = subject.trim() !== '' && body.trim() !== ''
  const look = async () => {
    if (!client) return
    try {
      const found = await fetchQuery<ContentTrialQuery>(environment, query, {
        client: client.value,
        wording: { purpose, channel: 'mail', subject, body, product, language: 'zh-CN' },
      }).toPromise()
      setPreview(found?.previewMessage ?? null)
      setFailure(null)
    } catch (error) {
      setPreview(null)
      setFailure(asFailure(error))
    }
  }
  return (
    <Section title={t`As a client reads it`}>
      <ClientChoice label={t`Client`} value={client} onChange={setClient} />
      <div className={css.acts}>
        <Button small disabled={!client || !written} onClick={() => void look()}>{t`Preview`}</Button>
        {mayTest && (
          <Button small disabled={!written} onClick={() => setTesting(true)}>{t`Send a test to myself`}</Button>
        )}
      </div>
      {preview && (
        <div className={css.letter}>
          <strong>{preview.subject}</strong>
          <p className={css.text}>{preview.body}</p>
        </div>
      )}
      <FailureLine failure={failure} />
      {testing && (
        <MailSetup
          subject={preview?.subject ?? subject}
          body={preview?.body ?? body}
          language="zh-CN"
          client={preview ? null : product ? null : (client?.value ?? null)}
          onClose={() => setTesting(false)}
        />
      )}
    </Section>
  )
}
