import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { SurveyFollowDialogMutation } from '../__generated__/SurveyFollowDialogMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation SurveyFollowDialogMutation($input: FollowSurveyInput!) {
    followSurvey(input: $input) {
      id
      ...SurveyItem_survey
    }
  }
`
type Props = { survey: { id: string; version: number; note: string }; onClose: () => void }

/** Writes down what came of an answer. */
export function SurveyFollowDialog({ survey, onClose }: Props) {
  const { t } = useLingui()
  const [note, setNote] = useState(survey.note)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [run, busy] = useChange<SurveyFollowDialogMutation>(mutation)
  const save = async () => {
    const outcome = await run({ input: { id: survey.id, version: survey.version, note } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`It is noted.`)
    onClose()
  }
  return (
    <Dialog title={t`What came of it`} open onClose={onClose} size={480}>
      <Stack>
        <TextArea
          label={t`What was said and done`}
          required
          rows={4}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={note.trim() === ''} onClick={() => void save()}>
          {t`Keep`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
