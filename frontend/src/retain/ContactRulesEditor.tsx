import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ContactRulesEditorDiscardMutation } from '../__generated__/ContactRulesEditorDiscardMutation.graphql'
import type { ContactRulesEditorDraftQuery } from '../__generated__/ContactRulesEditorDraftQuery.graphql'
import type { ContactRulesEditorMutation } from '../__generated__/ContactRulesEditorMutation.graphql'
import type { ContactRulesEditorSaveMutation } from '../__generated__/ContactRulesEditorSaveMutation.graphql'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice, Choices } from '../ui/Choice'
import { contentDifferences } from '../ui/contentDifferences'
import { NextVersion } from '../ui/NextVersion'
import { Section } from '../ui/Page'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import type { Begun } from './ContactRulesPage'
import { type Cap, type ContactRulesContent, contactRulesOf } from './contactRulesContent'
import css from './Retain.module.css'
import { CHANNELS, SENDABLE, useRetainWords } from './retainWords'

const draftQuery = graphql`
  query ContactRulesEditorDraftQuery {
    contactRulesDraft {
      version
      base
      content
    }
  }
`
const save = graphql`
  mutation ContactRulesEditorSaveMutation($input: SaveContactRulesDraftInput!) {
    saveContactRulesDraft(input: $input) {
      version
    }
  }
`
const discard = graphql`
  mutation ContactRulesEditorDiscardMutation($input: DiscardContactRulesDraftInput!) {
    discardContactRulesDraft(input: $input) {
      number
    }
  }
`
const publish = graphql`
  mutation ContactRulesEditorMutation($input: PublishContactRulesInput!) {
    publishContactRules(input: $input) {
      number
    }
  }
`
type Props = { from: Begun; newest: Begun; onPublished: () => void; onClose: () => void }

/** The next version, written as a draft and put in force. */
export function ContactRulesEditor({ from, newest, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const words = useRetainWords()
  const { contactRulesDraft: draft } = useLazyLoadQuery<ContactRulesEditorDraftQuery>(
    draftQuery,
    {},
    { fetchPolicy: 'network-only' },
  )
  const goesOn = from.number === newest.number && Boolean(draft)
  const [content, setContent] = useState<ContactRulesContent>(() =>
    structuredClone(contactRulesOf(goesOn && draft ? draft.content : from.content)),
  )
  const [runSave] = useChange<ContactRulesEditorSaveMutation>(save)
  const [runDiscard] = useChange<ContactRulesEditorDiscardMutation>(discard)
  const [runPublish] = useChange<ContactRulesEditorMutation>(publish)
  const changes = contentDifferences(newest.content, content)
  const edit = (change: Partial<ContactRulesContent>) => setContent({ ...content, ...change })
  const putCap = (n: number, change: Partial<Cap>) =>
    edit({ caps: content.caps.map((cap, at) => (at === n ? { ...cap, ...change } : cap)) })
  const whole = (text: string) => Number.parseInt(text.replace(/\D/g, '').slice(0, 3) || '0', 10)
  const purposes = words.items(words.purposes, SENDABLE)
  return (
    <NextVersion
      newest={newest}
      draft={draft}
      goesOn={goesOn}
      ready={changes.length > 0}
      differences={() => changes}
      effect={t`Whatever is sent from now on is held to these rules, also what was written before.`}
      save={async (version) => {
        const outcome = await runSave({ input: { content, base: newest.number, version } })
        return outcome.ok ? { ok: true, data: outcome.data.saveContactRulesDraft?.version } : outcome
      }}
      discard={(version) => runDiscard({ input: { draft: version } })}
      onDiscarded={() => setContent(structuredClone(contactRulesOf(newest.content)))}
      publish={(note) => runPublish({ input: { content, base: newest.number, note } })}
      done={t`The rules are in force.`}
      onPublished={onPublished}
      onClose={onClose}
    >
      <Section title={t`Quiet hours`}>
        {CHANNELS.map((channel) => {
          const hours = content.quiet[channel] ?? null
          const name = words.channels[channel] ?? channel
          const put = (next: typeof hours) => edit({ quiet: { ...content.quiet, [channel]: next } })
          return (
            <div key={channel} className={css.two}>
              <Toggle
                label={name}
                checked={hours !== null}
                onChange={(on) => put(on ? { from: '21:00', to: '08:00' } : null)}
              />
              {hours && (
                <>
                  <TextField
                    label={t`From (${name})`}
                    type="time"
                    value={hours.from}
                    onChange={(event) => put({ ...hours, from: event.currentTarget.value })}
                  />
                  <TextField
                    label={t`Until (${name})`}
                    type="time"
                    value={hours.to}
                    onChange={(event) => put({ ...hours, to: event.currentTarget.value })}
                  />
                </>
              )}
            </div>
          )
        })}
      </Section>
      <Section title={t`Consent needed`}>
        <div className={css.two}>
          {SENDABLE.map((purpose) => (
            <Choice
              key={purpose}
              label={words.purposes[purpose]}
              items={words.items(words.needs)}
              value={content.consent[purpose] ?? null}
              onChange={(need) => edit({ consent: { ...content.consent, [purpose]: need ?? 'given' } })}
            />
          ))}
        </div>
      </Section>
      <Section
        title={t`How often`}
        actions={
          <Button
            small
            onClick={() => edit({ caps: [...content.caps, { purpose: 'marketing', count: 4, days: 30 }] })}
          >{t`Add a limit`}</Button>
        }
      >
        {content.caps.map((cap, n) => (
          <div key={n} className={css.two}>
            <Choice
              label={t({ message: 'Purpose', context: 'consent' })}
              items={purposes}
              value={cap.purpose}
              onChange={(purpose) => putCap(n, { purpose: purpose ?? cap.purpose })}
            />
            <TextField
              label={t`Times at most`}
              inputMode="numeric"
              value={String(cap.count)}
              onChange={(event) => putCap(n, { count: whole(event.currentTarget.value) })}
            />
            <TextField
              label={t`Within days`}
              inputMode="numeric"
              value={String(cap.days)}
              onChange={(event) => putCap(n, { days: whole(event.currentTarget.value) })}
            />
            <Button small onClick={() => edit({ caps: content.caps.filter((_, at) => at !== n) })}>
              {t`Remove`}
              <span className="sr-only"> {words.purposes[cap.purpose]}</span>
            </Button>
          </div>
        ))}
      </Section>
      <Section title={t`Orders and funds`}>
        <Choices
          label={t`Wait while an order of the client cools off`}
          items={purposes}
          value={content.cooling}
          onChange={(cooling) => edit({ cooling })}
        />
        <Choices
          label={t`A fund has to suit the client`}
          items={purposes}
          value={content.suited}
          onChange={(suited) => edit({ suited })}
        />
      </Section>
    </NextVersion>
  )
}
