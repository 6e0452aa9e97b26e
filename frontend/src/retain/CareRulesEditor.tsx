import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { fetchQuery, graphql, useLazyLoadQuery, useRelayEnvironment } from 'react-relay'
import type { CareRulesEditorMutation } from '../__generated__/CareRulesEditorMutation.graphql'
import type {
  CareRulesEditorPreviewQuery,
  CareRulesEditorPreviewQuery$data,
} from '../__generated__/CareRulesEditorPreviewQuery.graphql'
import type { CareRulesEditorQuery } from '../__generated__/CareRulesEditorQuery.graphql'
import { useCareWords } from '../book/careWords'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choices } from '../ui/Choice'
import { contentDifferences } from '../ui/contentDifferences'
import { DialogFooter } from '../ui/Dialog'
import { DiffList } from '../ui/DiffList'
import { FailureLine, Note } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './Care.module.css'
import { CareRuleFields } from './CareRuleFields'
import { type CareContent, type CareRule, moved, newRule } from './careRulesContent'
import { useRetainWords } from './retainWords'

const offered = graphql`
  query CareRulesEditorQuery {
    messageTemplates {
      id
      zh
      en
      purpose
      archivedAt
      inForce {
        number
      }
    }
    customFields {
      key
      kind
      zh
      en
      archivedAt
    }
  }
`
const previewQuery = graphql`
  query CareRulesEditorPreviewQuery($content: JSON!) {
    previewCareRules(content: $content) {
      days
      tasks
      greetings
      uncovered
      rules {
        key
        tasks
        greetings
      }
    }
  }
`
const mutation = graphql`
  mutation CareRulesEditorMutation($input: PublishCareRulesInput!) {
    publishCareRules(input: $input) {
      number
    }
  }
`
type Preview = CareRulesEditorPreviewQuery$data['previewCareRules']
type Props = {
  number: number
  newest: CareContent
  from: CareContent
  onPublished: () => void
  onClose: () => void
}

/** The next rules of care: what they would do in the next days is seen before they hold. */
export function CareRulesEditor({ number, newest, from, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const words = useCareWords()
  const { zh } = useRetainWords()
  const environment = useRelayEnvironment()
  const { messageTemplates, customFields } = useLazyLoadQuery<CareRulesEditorQuery>(
    offered,
    {},
    { fetchPolicy: 'store-and-network' },
  )
  const [content, setContent] = useState(() => structuredClone(from))
  const [note, setNote] = useState('')
  const [preview, setPreview] = useState<Preview | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [publish, busy] = useChange<CareRulesEditorMutation>(mutation)
  const named = (each: { zh: string; en: string }) => (zh ? each.zh : each.en)
  const templates = messageTemplates
    .filter((each) => each.purpose === 'care' && each.inForce && !each.archivedAt)
    .map((each) => ({ value: each.id, label: named(each) }))
  const fields = customFields
    .filter((each) => ['date', 'lunar'].includes(each.kind.toLowerCase()) && !each.archivedAt)
    .map((each) => ({ value: each.key.replace('custom:', ''), label: named(each) }))
  const edit = (next: CareContent) => {
    setContent(next)
    setPreview(null)
    setFailure(null)
  }
  const set = (at: number, rule: CareRule) => edit({ ...content, rules: content.rules.with(at, rule) })
  const look = async () => {
    try {
      const found = await fetchQuery<CareRulesEditorPreviewQuery>(environment, previewQuery, { content }).toPromise()
      setPreview(found?.previewCareRules ?? null)
      setFailure(null)
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const go = async () => {
    const outcome = await publish({ input: { base: number, content, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The rules are in force.`)
    onPublished()
  }
  const changes = contentDifferences(newest, content)
  const count = (key: string) => preview?.rules.find((each) => each.key === key)
  return (
    <div className={css.form}>
      <Section
        title={t`Rules`}
        actions={
          <Button small onClick={() => edit({ ...content, rules: [...content.rules, newRule(content)] })}>
            {t`Add a rule`}
          </Button>
        }
      >
        <div className={css.form}>
          {content.rules.map((rule, at) => (
            <section key={rule.key} className={css.rule} aria-label={words.occasion(rule.occasion)}>
              <div className={css.line}>
                <strong>
                  {at + 1}. {words.occasion(rule.occasion)}
                </strong>
                {preview && (
                  <span className={css.meta}>
                    {t`Tasks: ${count(rule.key)?.tasks ?? 0}, greetings: ${count(rule.key)?.greetings ?? 0}`}
                  </span>
                )}
                <span className={css.end}>
                  <Button
                    small
                    look="quiet"
                    disabled={at === 0}
                    onClick={() => edit({ ...content, rules: moved(content.rules, at, -1) })}
                  >
                    {t`Up`}
                  </Button>
                  <Button
                    small
                    look="quiet"
                    disabled={at === content.rules.length - 1}
                    onClick={() => edit({ ...content, rules: moved(content.rules, at, 1) })}
                  >
                    {t`Down`}
                  </Button>
                  <Button
                    small
                    look="quiet"
                    onClick={() => edit({ ...content, rules: content.rules.toSpliced(at, 1) })}
                  >
                    {t`Remove`}
                  </Button>
                </span>
              </div>
              <CareRuleFields rule={rule} templates={templates} onChange={(next) => set(at, next)} />
            </section>
          ))}
        </div>
        {fields.length > 0 && (
          <Choices
            label={t`Own date fields that are occasions`}
            items={fields}
            value={content.fields}
            onChange={(next) => edit({ ...content, fields: next })}
          />
        )}
      </Section>
      <Section title={t`What changes`}>
        {changes.length === 0 ? <p className={css.meta}>{t`Nothing yet.`}</p> : <DiffList rows={changes} />}
        {preview && (
          <Note tone="info">
            {t`In the next ${preview.days} days: tasks ${preview.tasks}, greetings by themselves ${preview.greetings}; occasions without a rule: ${preview.uncovered}.`}
          </Note>
        )}
        <TextField label={t`Why`} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <FailureLine failure={failure} />
      </Section>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button onClick={() => void look()}>{t`What they would do`}</Button>
        <Button look="primary" busy={busy} disabled={changes.length === 0} onClick={() => void go()}>
          {t`Put in force`}
        </Button>
      </DialogFooter>
    </div>
  )
}
