import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { AssessmentDialogCompleteMutation } from '../__generated__/AssessmentDialogCompleteMutation.graphql'
import type { AssessmentDialogDraftMutation } from '../__generated__/AssessmentDialogDraftMutation.graphql'
import type { AssessmentDialogQuery } from '../__generated__/AssessmentDialogQuery.graphql'
import { QuestionnaireForm } from '../book/QuestionnaireForm'
import css from '../book/Suitability.module.css'
import { answered, contentOf, type Given } from '../book/suitabilityContent'
import { useSuitabilityWords } from '../book/suitabilityWords'
import { dayOf } from '../format/date'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'

const query = graphql`
  query AssessmentDialogQuery($client: ID!, $draft: ID!, $begun: Boolean!) {
    suitabilityRules {
      number
      content
    }
    client(id: $client) @include(if: $begun) {
      riskAnswers(assessment: $draft) {
        key
        chosen
      }
    }
  }
`
const saveDraft = graphql`
  mutation AssessmentDialogDraftMutation($input: SaveAssessmentDraftInput!) {
    saveAssessmentDraft(input: $input) {
      id
    }
  }
`
const completeOne = graphql`
  mutation AssessmentDialogCompleteMutation($input: CompleteAssessmentInput!) {
    completeAssessment(input: $input) {
      id
      riskLevel
      riskValidUntil
    }
  }
`
type Props = { client: string; draft: { id: string; version: number } | null; onSaved: () => void; onClose: () => void }

/** The questionnaire as somebody of the firm takes it with the client; a draft goes on where it was left. */
export function AssessmentDialog({ client, draft, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const { suitabilityRules, client: begun } = useLazyLoadQuery<AssessmentDialogQuery>(
    query,
    { client, draft: draft?.id ?? '', begun: draft !== null },
    { fetchPolicy: 'network-only' },
  )
  const words = useSuitabilityWords()
  const [save, saving] = useChange<AssessmentDialogDraftMutation>(saveDraft)
  const [complete, completing] = useChange<AssessmentDialogCompleteMutation>(completeOne)
  const [given, setGiven] = useState<Given>(() =>
    Object.fromEntries((begun?.riskAnswers ?? []).map((row) => [row.key, [...row.chosen]])),
  )
  const [channel, setChannel] = useState('counter')
  const [signedOn, setSignedOn] = useState<string | null>(dayOf(new Date()))
  const [strict, setStrict] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  if (!suitabilityRules) return null
  const { questions } = contentOf(suitabilityRules.content).questionnaire
  const keep = async () => {
    const outcome = await save({ input: { client, answers: given, channel, version: draft?.version ?? 0 } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Draft saved.`)
    onSaved()
    onClose()
  }
  const finish = async () => {
    if (answered(questions, given) < questions.length) {
      setStrict(true)
      document.querySelector('[data-missing], fieldset:not(:has(:checked))')?.scrollIntoView({ block: 'center' })
      return
    }
    const outcome = await complete({
      input: { client, answers: given, rules: suitabilityRules.number, channel, signedOn },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    const level = outcome.data.completeAssessment?.riskLevel
    toast(signedOn && level ? t`Risk level ${level}.` : t`Completed: the client has to sign.`)
    onSaved()
    onClose()
  }
  return (
    <Dialog title={t`Risk questionnaire`} open onClose={onClose} size={720}>
      <Stack>
        <div className={css.two}>
          <Choice
            label={t`How it was taken`}
            items={words.channels}
            value={channel}
            onChange={(value) => setChannel(value ?? 'counter')}
          />
          <DateField
            label={t`The client signed on`}
            hint={t`Empty: he has not signed yet.`}
            value={signedOn}
            onChange={setSignedOn}
          />
        </div>
        <QuestionnaireForm questions={questions} given={given} strict={strict} onChange={setGiven} />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button busy={saving} onClick={() => void keep()}>
          {t`Save as a draft`}
        </Button>
        <Button look="primary" busy={completing} onClick={() => void finish()}>
          {t`Complete`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
