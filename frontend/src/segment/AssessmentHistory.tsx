import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { AssessmentHistory_suitability$key } from '../__generated__/AssessmentHistory_suitability.graphql'
import type { AssessmentHistorySignMutation } from '../__generated__/AssessmentHistorySignMutation.graphql'
import css from '../book/Suitability.module.css'
import { useSuitabilityWords } from '../book/suitabilityWords'
import { date, dateTime, dayOf } from '../format/date'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'

const AssessmentAnswers = lazy(() => import('./AssessmentAnswers').then((m) => ({ default: m.AssessmentAnswers })))

const fragment = graphql`
  fragment AssessmentHistory_suitability on ClientSuitability {
    assessments {
      id
      version
      state
      level
      earlierLevel
      score
      lowest
      channel
      rules
      signedOn
      validUntil
      createdAt
      createdBy {
        name
      }
    }
  }
`
const sign = graphql`
  mutation AssessmentHistorySignMutation($input: SignAssessmentInput!) {
    signAssessment(input: $input) {
      id
      riskLevel
      riskValidUntil
    }
  }
`
type Props = { suitability: AssessmentHistory_suitability$key; client: string; onChanged: () => void }

/** Each questionnaire of a client, newest first, with how his level went up or down. */
export function AssessmentHistory({ suitability, client, onChanged }: Props) {
  const { t } = useLingui()
  const { assessments } = useFragment(fragment, suitability)
  const words = useSuitabilityWords()
  const failureText = useFailureText()
  const maySign = useRight('Mutation.signAssessment')
  const [run, busy] = useChange<AssessmentHistorySignMutation>(sign)
  const [shown, setShown] = useState<string | null>(null)
  if (assessments.length === 0) return <EmptyState small title={t`The client has not answered a questionnaire yet.`} />
  const signed = async (id: string, version: number) => {
    const outcome = await run({ input: { id, seen: version, signedOn: dayOf(new Date()) } })
    if (!outcome.ok) return toast(failureText(outcome.failure).title, 'bad')
    toast(t`The level is in force.`)
    onChanged()
  }
  return (
    <ul className={css.list}>
      {assessments.map((row) => {
        const look = words.state(row.state)
        const change =
          row.level && row.earlierLevel && row.level !== row.earlierLevel
            ? row.level > row.earlierLevel
              ? t`up from ${row.earlierLevel}`
              : t`down from ${row.earlierLevel}`
            : null
        return (
          <li key={row.id} className={css.item}>
            <div className={css.line}>
              <strong>{row.level ?? '—'}</strong>
              <Badge hue={look.hue} shape={look.shape}>
                {look.word}
              </Badge>
              {row.lowest && <Badge hue="red">{t`lowest class`}</Badge>}
              {change && <span className={css.reason}>{change}</span>}
              {row.score != null && <span className={css.meta}>{t`${row.score} points`}</span>}
              {maySign && row.state === 'completed' && (
                <TextButton disabled={busy} onClick={() => void signed(row.id, row.version)}>
                  {t`The client signed today`}
                </TextButton>
              )}
              {row.channel !== 'recorded' && (
                <TextButton aria-expanded={shown === row.id} onClick={() => setShown(shown === row.id ? null : row.id)}>
                  {shown === row.id ? t`Hide the answers` : t`Show the answers`}
                </TextButton>
              )}
            </div>
            <span className={css.meta}>
              {[
                row.signedOn ? t`signed on ${date(row.signedOn)}` : dateTime(row.createdAt).slice(0, 10),
                row.validUntil && t`until ${date(row.validUntil)}`,
                words.channel(row.channel),
                row.createdBy?.name,
                row.rules > 0 && t`rules version ${row.rules}`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            {shown === row.id && (
              <Suspense fallback={<SkeletonRows rows={6} />}>
                <AssessmentAnswers client={client} assessment={row.id} />
              </Suspense>
            )}
          </li>
        )
      })}
    </ul>
  )
}
