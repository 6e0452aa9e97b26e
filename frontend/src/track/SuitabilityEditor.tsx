import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SuitabilityEditorDiscardMutation } from '../__generated__/SuitabilityEditorDiscardMutation.graphql'
import type { SuitabilityEditorPublishMutation } from '../__generated__/SuitabilityEditorPublishMutation.graphql'
import type { SuitabilityEditorQuery } from '../__generated__/SuitabilityEditorQuery.graphql'
import type { SuitabilityEditorSaveMutation } from '../__generated__/SuitabilityEditorSaveMutation.graphql'
import css from '../book/Suitability.module.css'
import { type Content, contentOf, LEVELS, turned } from '../book/suitabilityContent'
import { useSuitabilityWords } from '../book/suitabilityWords'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { contentDifferences } from '../ui/contentDifferences'
import { FailureLine } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { ReviewDialog } from '../ui/ReviewDialog'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { QuestionEditor } from './QuestionEditor'
import { SuitabilityGrid } from './SuitabilityGrid'
import type { ListedRules } from './SuitabilityPage'
import { SuitabilityPreview } from './SuitabilityPreview'

const query = graphql`
  query SuitabilityEditorQuery {
    suitabilityDraft {
      version
      content
    }
  }
`
const saveDraft = graphql`
  mutation SuitabilityEditorSaveMutation($input: SaveSuitabilityDraftInput!) {
    saveSuitabilityDraft(input: $input) {
      version
    }
  }
`
const discardDraft = graphql`
  mutation SuitabilityEditorDiscardMutation($input: DiscardSuitabilityDraftInput!) {
    discardSuitabilityDraft(input: $input) {
      number
    }
  }
`
const publish = graphql`
  mutation SuitabilityEditorPublishMutation($input: PublishSuitabilityRulesInput!) {
    publishSuitabilityRules(input: $input) {
      number
    }
  }
`
type Props = { from: ListedRules; newest: ListedRules; onPublished: () => void; onClose: () => void }

/** The next version: grid, bounds, questions, thresholds, with what it would do, before it is in force. */
export function SuitabilityEditor({ from, newest, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const words = useSuitabilityWords()
  const { suitabilityDraft: kept } = useLazyLoadQuery<SuitabilityEditorQuery>(
    query,
    {},
    { fetchPolicy: 'network-only' },
  )
  const [draft, setDraft] = useState(kept?.version ?? 0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const goesOn = kept && from.number === newest.number
  const [content, setContent] = useState<Content>(() => contentOf(goesOn ? kept.content : from.content))
  const [save, saving] = useChange<SuitabilityEditorSaveMutation>(saveDraft)
  const [discard, discarding] = useChange<SuitabilityEditorDiscardMutation>(discardDraft)
  const [note, setNote] = useState('')
  const [previewed, setPreviewed] = useState<Content | null>(null)
  const [reviewing, setReviewing] = useState(false)
  const [run] = useChange<SuitabilityEditorPublishMutation>(publish)
  const { questionnaire, qualification } = content
  const asked = (part: Partial<Content['questionnaire']>) =>
    setContent({ ...content, questionnaire: { ...questionnaire, ...part } })
  const proven = (part: Partial<Content['qualification']>) =>
    setContent({ ...content, qualification: { ...qualification, ...part } })
  const whole = (text: string) => Number.parseInt(text.replace(/\D/g, '').slice(0, 5) || '0', 10)
  const keep = async () => {
    const outcome = await save({ input: { base: newest.number, content, version: draft } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    setDraft(outcome.data.saveSuitabilityDraft?.version ?? 0)
    toast(t`Draft saved.`)
  }
  const forget = async () => {
    const outcome = await discard({ input: { draft } })
    if (outcome.ok) onClose()
    else setFailure(outcome.failure)
  }
  const changes = contentDifferences(contentOf(newest.content), content)
  const numbers: [string, number, (value: number) => void][] = [
    [t`Months a questionnaire is valid (36 at most)`, questionnaire.months, (months) => asked({ months })],
    [t`Days before its end it is told`, questionnaire.warn_days, (warn_days) => asked({ warn_days })],
    [t`Months a qualification is valid`, qualification.months, (months) => proven({ months })],
    [t`Months a proof may be old`, qualification.evidence_months, (evidence_months) => proven({ evidence_months })],
    [t`Investors in a fund at most`, content.investors, (investors) => setContent({ ...content, investors })],
  ]
  return (
    <div className={css.panel}>
      <Section
        title={t`Next version`}
        actions={
          <div className={css.actions}>
            <Button small onClick={onClose}>{t`Cancel`}</Button>
            {draft > 0 && (
              <Button small busy={discarding} onClick={() => void forget()}>
                {t`Discard the draft`}
              </Button>
            )}
            <Button small busy={saving} onClick={() => void keep()}>
              {t`Save as a draft`}
            </Button>
            <Button small onClick={() => setPreviewed(content)}>{t`Preview the effect`}</Button>
            <Button small look="primary" disabled={changes.length === 0} onClick={() => setReviewing(true)}>
              {t`Publish`}
            </Button>
          </div>
        }
      >
        <FailureLine failure={failure} />
        {previewed && (
          <Boundary key={JSON.stringify(previewed)} fallback={<SkeletonRows rows={2} />}>
            <Suspense fallback={<SkeletonRows rows={2} />}>
              <SuitabilityPreview content={previewed} />
            </Suspense>
          </Boundary>
        )}
        <SuitabilityGrid
          grid={content.grid}
          onTurn={(row, risk) => setContent({ ...content, grid: turned(content.grid, row, risk) })}
        />
      </Section>
      <Section title={t`Thresholds`}>
        <div className={css.two}>
          {numbers.map(([label, value, set]) => (
            <TextField
              key={label}
              label={label}
              inputMode="numeric"
              value={String(value)}
              onChange={(event) => set(whole(event.currentTarget.value))}
            />
          ))}
          {LEVELS.slice(1).map((level) => (
            <TextField
              key={level}
              label={t`Points from which on it is ${level}`}
              inputMode="numeric"
              value={String(questionnaire.bounds[level] ?? 0)}
              onChange={(event) =>
                asked({ bounds: { ...questionnaire.bounds, [level]: whole(event.currentTarget.value) } })
              }
            />
          ))}
          {qualification.bases.flatMap((basis) =>
            basis.measures.map((each) => (
              <TextField
                key={`${basis.key} ${each.measure}`}
                label={`${words.purpose(basis.purpose)} · ${words.zh ? basis.zh : basis.en} · ${words.measure(each.measure)}`}
                inputMode="decimal"
                value={each.minimum}
                onChange={(event) => {
                  const minimum = event.currentTarget.value.replace(/[^\d.]/g, '')
                  proven({
                    bases: qualification.bases.map((one) =>
                      one.key === basis.key
                        ? {
                            ...one,
                            measures: one.measures.map((m) => (m.measure === each.measure ? { ...m, minimum } : m)),
                          }
                        : one,
                    ),
                  })
                }}
              />
            )),
          )}
        </div>
      </Section>
      <Section title={t`Questions`}>
        <QuestionEditor questions={questionnaire.questions} onChange={(questions) => asked({ questions })} />
      </Section>
      {reviewing && (
        <ReviewDialog
          title={t`Publish the rules`}
          differences={changes.slice(0, 100)}
          effect={
            <>
              <p>
                {t`The grid and its limits hold at once. Clients keep the level they were assessed at until they answer again.`}
              </p>
              <TextField
                label={t`Why`}
                maxLength={400}
                value={note}
                onChange={(event) => setNote(event.currentTarget.value)}
              />
            </>
          }
          confirm={t`Publish`}
          onClose={() => setReviewing(false)}
          onConfirm={async () => {
            const outcome = await run({ input: { base: newest.number, content, note: note.trim() || null } })
            if (!outcome.ok) return outcome.failure
            toast(t`Published.`)
            onPublished()
            return null
          }}
        />
      )}
    </div>
  )
}
