import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { OrderRulesEditorDiscardMutation } from '../__generated__/OrderRulesEditorDiscardMutation.graphql'
import type { OrderRulesEditorDraftQuery } from '../__generated__/OrderRulesEditorDraftQuery.graphql'
import type { OrderRulesEditorMutation } from '../__generated__/OrderRulesEditorMutation.graphql'
import type { OrderRulesEditorQuery, OrderRulesEditorQuery$data } from '../__generated__/OrderRulesEditorQuery.graphql'
import type { OrderRulesEditorSaveMutation } from '../__generated__/OrderRulesEditorSaveMutation.graphql'
import css from '../book/Orders.module.css'
import { type OrderContent, rulesOf } from '../book/orderContent'
import { useOrderWords } from '../book/orderWords'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choices } from '../ui/Choice'
import { contentDifferences } from '../ui/contentDifferences'
import { DiffList } from '../ui/DiffList'
import { FailureLine, Note } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import { useRight } from '../viewer/Viewer'
import type { Begun } from './OrderRulesPage'
import { EVIDENCE, useEvidenceWords, useFundKindWords } from './orderRuleWords'

const draftQuery = graphql`
  query OrderRulesEditorDraftQuery {
    orderRulesDraft {
      version
      base
      content
    }
  }
`
const query = graphql`
  query OrderRulesEditorQuery($content: JSON!) {
    previewOrderRules(content: $content) {
      judged
      belowMinimum
      offStep
    }
  }
`
const save = graphql`
  mutation OrderRulesEditorSaveMutation($input: SaveOrderRulesDraftInput!) {
    saveOrderRulesDraft(input: $input) {
      version
    }
  }
`
const discard = graphql`
  mutation OrderRulesEditorDiscardMutation($input: DiscardOrderRulesDraftInput!) {
    discardOrderRulesDraft(input: $input) {
      number
    }
  }
`
const publish = graphql`
  mutation OrderRulesEditorMutation($input: PublishOrderRulesInput!) {
    publishOrderRules(input: $input) {
      number
    }
  }
`
type Props = { from: Begun; newest: Begun; onPublished: () => void; onClose: () => void }
type Preview = OrderRulesEditorQuery$data['previewOrderRules']

/** The next order rules: written as a draft, seen before they hold, and published. */
export function OrderRulesEditor({ from, newest, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const words = useOrderWords()
  const kinds = useFundKindWords()
  const evidence = useEvidenceWords()
  const environment = useRelayEnvironment()
  const mayDiscard = useRight('Mutation.discardOrderRulesDraft')
  const { orderRulesDraft } = useLazyLoadQuery<OrderRulesEditorDraftQuery>(
    draftQuery,
    {},
    { fetchPolicy: 'network-only' },
  )
  const kept = orderRulesDraft && orderRulesDraft.base === newest.number ? orderRulesDraft.content : from.content
  const [content, setContent] = useState<OrderContent>(() => structuredClone(rulesOf(kept)))
  const [version, setVersion] = useState(orderRulesDraft?.version ?? 0)
  const [note, setNote] = useState('')
  const [preview, setPreview] = useState<Preview | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [runSave, saving] = useChange<OrderRulesEditorSaveMutation>(save)
  const [runDiscard, dropping] = useChange<OrderRulesEditorDiscardMutation>(discard)
  const [runPublish, publishing] = useChange<OrderRulesEditorMutation>(publish)
  const edit = (change: Partial<OrderContent>) => {
    setContent({ ...content, ...change })
    setPreview(null)
  }
  const whole = (text: string) => Number.parseInt(text.replace(/\D/g, '').slice(0, 4) || '0', 10)
  const changes = contentDifferences(newest.content, content)
  const keep = async () => {
    const outcome = await runSave({ input: { content, base: newest.number, version } })
    if (!outcome.ok) return setFailure(outcome.failure)
    setFailure(null)
    setVersion(outcome.data.saveOrderRulesDraft?.version ?? version)
    toast(t`The draft is kept.`)
  }
  /** The kept draft goes; what was dropped can be kept again. */
  const drop = async () => {
    const dropped = content
    const outcome = await runDiscard({ input: { draft: version } })
    if (!outcome.ok) return setFailure(outcome.failure)
    setFailure(null)
    setVersion(0)
    setContent(structuredClone(rulesOf(newest.content)))
    setPreview(null)
    toast(t`The draft is discarded.`, {
      action: {
        label: t`Undo`,
        run: () =>
          void runSave({ input: { content: dropped, base: newest.number, version: 0 } }).then((saved) => {
            if (!saved.ok) return setFailure(saved.failure)
            setVersion(saved.data.saveOrderRulesDraft?.version ?? 1)
            setContent(dropped)
          }),
      },
    })
  }
  const look = async () => {
    try {
      const found = await fetchQuery<OrderRulesEditorQuery>(environment, query, { content }).toPromise()
      setPreview(found?.previewOrderRules ?? null)
      setFailure(null)
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const go = async () => {
    const outcome = await runPublish({ input: { content, base: newest.number, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The rules are in force.`)
    onPublished()
  }
  return (
    <div className={css.view}>
      <Section title={t`Amounts, times and documents`}>
        <div className={css.facts}>
          {Object.entries(content.cooling_off).map(([kind, hours]) => (
            <TextField
              key={kind}
              label={t`Cooling-off in hours: ${kinds(kind)}`}
              inputMode="numeric"
              value={String(hours)}
              onChange={(event) =>
                edit({ cooling_off: { ...content.cooling_off, [kind]: whole(event.currentTarget.value) } })
              }
            />
          ))}
          <TextField
            label={t`Least first amount before the fee (CNY)`}
            inputMode="decimal"
            value={content.first_minimum}
            onChange={(event) => edit({ first_minimum: event.currentTarget.value })}
          />
          <TextField
            label={t`Amounts are multiples of`}
            inputMode="decimal"
            value={content.step}
            onChange={(event) => edit({ step: event.currentTarget.value })}
          />
          <TextField
            label={t`Deadline in hours before the open day`}
            inputMode="numeric"
            value={String(content.deadline_hours)}
            onChange={(event) => edit({ deadline_hours: whole(event.currentTarget.value) })}
          />
          <Choices
            label={t`Documents asked for`}
            items={EVIDENCE.map((value) => ({ value, label: evidence(value) }))}
            value={content.evidence}
            onChange={(next) => edit({ evidence: [...next] })}
          />
        </div>
        <Toggle
          label={t`Accept another payer with relation, proof and a second person`}
          checked={content.payer === 'related'}
          onChange={(on) => edit({ payer: on ? 'related' : 'own' })}
        />
        <Toggle
          label={t`Professional investors cool off`}
          checked={content.professional.cooling_off}
          onChange={(on) => edit({ professional: { ...content.professional, cooling_off: on } })}
        />
        <Toggle
          label={t`Professional investors are visited`}
          checked={content.professional.visit}
          onChange={(on) => edit({ professional: { ...content.professional, visit: on } })}
        />
      </Section>
      <Section title={t`Questions of the return visit`}>
        {content.visit.questions.map((question, n) => {
          const put = (change: Partial<typeof question>) =>
            edit({
              visit: {
                ...content.visit,
                questions: content.visit.questions.map((each, at) => (at === n ? { ...each, ...change } : each)),
              },
            })
          return (
            <div key={question.key} className={css.facts}>
              <TextField
                label={t`In Chinese`}
                value={question.zh}
                onChange={(e) => put({ zh: e.currentTarget.value })}
              />
              <TextField
                label={t`In English`}
                value={question.en}
                onChange={(e) => put({ en: e.currentTarget.value })}
              />
              <Toggle label={t`Passed with yes`} checked={question.wanted} onChange={(wanted) => put({ wanted })} />
              <Button
                small
                onClick={() =>
                  edit({
                    visit: {
                      ...content.visit,
                      questions: content.visit.questions.filter(({ key }) => key !== question.key),
                    },
                  })
                }
              >
                {t`Remove`}
                <span className="sr-only"> {words.zh ? question.zh : question.en}</span>
              </Button>
            </div>
          )
        })}
        <Button
          small
          onClick={() =>
            edit({
              visit: {
                ...content.visit,
                questions: [
                  ...content.visit.questions,
                  { key: `q${Date.now().toString(36)}`, zh: '', en: '', wanted: true },
                ],
              },
            })
          }
        >
          {t`Add a question`}
        </Button>
      </Section>
      <Section title={t`What changes`}>
        {changes.length === 0 ? <p>{t`Nothing yet.`}</p> : <DiffList rows={changes} />}
        {preview && (
          <Note>
            {t`Of ${preview.judged} unpaid subscriptions ${preview.belowMinimum} would be below the minimum and ${preview.offStep} no multiple.`}
          </Note>
        )}
        <TextField label={t`Note`} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <FailureLine failure={failure} />
        <div className={css.acts}>
          <Button onClick={onClose}>{t`Close`}</Button>
          {version > 0 && mayDiscard && (
            <Button busy={dropping} onClick={() => void drop()}>{t`Discard the draft`}</Button>
          )}
          <Button busy={saving} onClick={() => void keep()}>{t`Keep the draft`}</Button>
          <Button onClick={() => void look()}>{t`Preview`}</Button>
          <Button look="primary" busy={publishing} disabled={changes.length === 0} onClick={() => void go()}>
            {t`Publish`}
          </Button>
        </div>
      </Section>
    </div>
  )
}
