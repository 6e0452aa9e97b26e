import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { MessageTemplateEditorDiscardMutation } from '../__generated__/MessageTemplateEditorDiscardMutation.graphql'
import type { MessageTemplateEditorMutation } from '../__generated__/MessageTemplateEditorMutation.graphql'
import type {
  MessageTemplateEditorQuery,
  MessageTemplateEditorQuery$data,
} from '../__generated__/MessageTemplateEditorQuery.graphql'
import type { MessageTemplateEditorSaveMutation } from '../__generated__/MessageTemplateEditorSaveMutation.graphql'
import { ClientChoice } from '../book/ClientChoice'
import { type Fund, FundChoice } from '../book/FundChoice'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { contentDifferences } from '../ui/contentDifferences'
import { FailureLine } from '../ui/ErrorState'
import { NextVersion } from '../ui/NextVersion'
import { Section } from '../ui/Page'
import { TextArea, TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { useRight } from '../viewer/Viewer'
import { MailSetup } from './MailSetup'
import { type Said, type TemplateContent, templateOf } from './messageTemplateContent'
import css from './Retain.module.css'
import { useRetainWords, VARIABLES } from './retainWords'

const save = graphql`
  mutation MessageTemplateEditorSaveMutation($input: SaveMessageTemplateDraftInput!) {
    saveMessageTemplateDraft(input: $input) {
      draft {
        version
      }
    }
  }
`
const discard = graphql`
  mutation MessageTemplateEditorDiscardMutation($input: DiscardMessageTemplateDraftInput!) {
    discardMessageTemplateDraft(input: $input) {
      id
    }
  }
`
const publish = graphql`
  mutation MessageTemplateEditorMutation($input: PublishMessageTemplateInput!) {
    publishMessageTemplate(input: $input) {
      id
    }
  }
`
const previewQuery = graphql`
  query MessageTemplateEditorQuery($client: ID!, $wording: MessageWordingInput!) {
    previewMessage(client: $client, wording: $wording) {
      subject
      body
    }
  }
`
type Props = {
  template: { readonly id: string; readonly channel: string; readonly purpose: string }
  newest: { number: number; content: unknown }
  draft: { readonly version: number; readonly base: number; readonly content: unknown } | null
  onPublished: () => void
  onClose: () => void
}

/** The next version of a template: written, seen with a real client, tried on oneself, handed in for approval. */
export function MessageTemplateEditor({ template, newest, draft, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const words = useRetainWords()
  const environment = useRelayEnvironment()
  const [content, setContent] = useState<TemplateContent>(() =>
    structuredClone(templateOf(draft ? draft.content : newest.content)),
  )
  const [client, setClient] = useState<Item | null>(null)
  const [fund, setFund] = useState<Fund | null>(null)
  const [preview, setPreview] = useState<MessageTemplateEditorQuery$data['previewMessage'] | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [testing, setTesting] = useState(false)
  const [runSave] = useChange<MessageTemplateEditorSaveMutation>(save)
  const [runDiscard] = useChange<MessageTemplateEditorDiscardMutation>(discard)
  const [runPublish] = useChange<MessageTemplateEditorMutation>(publish)
  const mayTest = useRight('Mutation.sendTestMail') && template.channel === 'mail'
  const mail = template.channel === 'mail'
  const { id } = template
  const changes = contentDifferences(newest.content ?? {}, content)
  const whole = content.zh.body.trim() !== '' && (!mail || content.zh.subject.trim() !== '')
  const look = async () => {
    if (!client) return
    try {
      const wording = {
        purpose: template.purpose,
        channel: template.channel,
        subject: content.zh.subject,
        body: content.zh.body,
        product: fund?.value ?? null,
        language: 'zh-CN',
      }
      const found = await fetchQuery<MessageTemplateEditorQuery>(environment, previewQuery, {
        client: client.value,
        wording,
      }).toPromise()
      setPreview(found?.previewMessage ?? null)
      setFailure(null)
    } catch (error) {
      setPreview(null)
      setFailure(asFailure(error))
    }
  }
  const fields = (key: 'zh' | 'en', said: Said, language: string) => {
    const put = (change: Partial<Said>) => setContent({ ...content, [key]: { ...said, ...change } })
    return (
      <Section title={language}>
        {mail && (
          <TextField
            label={t`Subject (${language})`}
            required
            maxLength={200}
            value={said.subject}
            onChange={(event) => put({ subject: event.currentTarget.value })}
          />
        )}
        <TextArea
          label={t`Text (${language})`}
          required
          rows={8}
          maxLength={10000}
          hint={t`Variables: ${VARIABLES.map((each) => `{${each}}`).join(' ')}`}
          value={said.body}
          onChange={(event) => put({ body: event.currentTarget.value })}
        />
      </Section>
    )
  }
  return (
    <NextVersion
      newest={newest}
      draft={draft}
      goesOn={Boolean(draft)}
      ready={whole && changes.length > 0}
      differences={() => changes}
      effect={t`It is sent once somebody else has approved it; until then the version before is.`}
      save={async (version) => {
        const outcome = await runSave({ input: { id, content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveMessageTemplateDraft?.draft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { id, draft: version } })}
      onDiscarded={() => setContent(structuredClone(templateOf(newest.content)))}
      publish={(note) => runPublish({ input: { id, content, base: newest.number, note } })}
      done={t`The version waits for approval.`}
      onPublished={onPublished}
      onClose={onClose}
    >
      <div className={css.meta}>
        {words.channels[template.channel]} · {words.purposes[template.purpose]}
      </div>
      {fields('zh', content.zh, t`Chinese`)}
      <Toggle
        label={t`Also in English`}
        checked={content.en !== null}
        onChange={(on) => setContent({ ...content, en: on ? { subject: '', body: '' } : null })}
      />
      {content.en && fields('en', content.en, t`English`)}
      <Section title={t`As a client reads it`}>
        <div className={css.two}>
          <ClientChoice label={t`Client`} value={client} onChange={setClient} />
          <FundChoice label={t`Fund it is about`} value={fund} onChange={setFund} />
        </div>
        <div className={css.acts}>
          <Button small disabled={!client || !whole} onClick={() => void look()}>{t`Preview`}</Button>
          {mayTest && (
            <Button small disabled={!whole} onClick={() => setTesting(true)}>{t`Send a test to myself`}</Button>
          )}
        </div>
        {preview && (
          <div className={css.letter}>
            {preview.subject && <strong>{preview.subject}</strong>}
            <p className={css.text}>{preview.body}</p>
          </div>
        )}
        <FailureLine failure={failure} />
      </Section>
      {testing && (
        <MailSetup
          subject={content.zh.subject}
          body={content.zh.body}
          language="zh-CN"
          client={client?.value ?? null}
          onClose={() => setTesting(false)}
        />
      )}
    </NextVersion>
  )
}
