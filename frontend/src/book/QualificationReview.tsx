import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { QualificationReview_qualification$key } from '../__generated__/QualificationReview_qualification.graphql'
import type { QualificationReviewMutation } from '../__generated__/QualificationReviewMutation.graphql'
import type { QualificationReviewRevokeMutation } from '../__generated__/QualificationReviewRevokeMutation.graphql'
import { dateTime } from '../format/date'
import { moneyFull } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './Suitability.module.css'
import { useSuitabilityWords } from './suitabilityWords'

const fragment = graphql`
  fragment QualificationReview_qualification on Qualification {
    id
    version
    state
    purpose
    basisWords
    years
    note
    requestedBy {
      name
    }
    measures {
      measure
      amount
    }
    proofs {
      id
      name
      uploadedAt
    }
  }
`
const review = graphql`
  mutation QualificationReviewMutation($input: ReviewQualificationInput!) {
    reviewQualification(input: $input) {
      id
      qualified
    }
  }
`
const revoke = graphql`
  mutation QualificationReviewRevokeMutation($input: RevokeQualificationInput!) {
    revokeQualification(input: $input) {
      id
      qualified
    }
  }
`
type Props = { qualification: QualificationReview_qualification$key; onSaved: () => void; onClose: () => void }

/** The second pair of eyes: approve or reject what somebody else asked for, or take an approval back. */
export function QualificationReview({ qualification, onSaved, onClose }: Props) {
  const { t, i18n } = useLingui()
  const row = useFragment(fragment, qualification)
  const words = useSuitabilityWords()
  const [decide, deciding] = useChange<QualificationReviewMutation>(review)
  const [take, taking] = useChange<QualificationReviewRevokeMutation>(revoke)
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const inForce = row.state === 'approved' || row.state === 'expiring'
  const done = (failed: Failure | null) => {
    if (failed) return setFailure(failed)
    toast(t`Saved.`)
    onSaved()
    onClose()
  }
  const say = async (approve: boolean) => {
    const outcome = await decide({
      input: { id: row.id, seen: row.version, approve, reason: reason.trim() || null, validUntil: until },
    })
    done(outcome.ok ? null : outcome.failure)
  }
  const back = async () => {
    const outcome = await take({ input: { id: row.id, seen: row.version, reason } })
    done(outcome.ok ? null : outcome.failure)
  }
  return (
    <Dialog title={inForce ? t`Revoke the qualification` : t`Review the request`} open onClose={onClose} size={520}>
      <Stack>
        <p>
          <strong>{words.purpose(row.purpose)}</strong> · {row.basisWords}
          {row.requestedBy?.name && ` · ${row.requestedBy.name}`}
        </p>
        <ul className={css.grounds}>
          {row.measures.map((each) => (
            <li key={each.measure}>{`${words.measure(each.measure)} ${moneyFull(each.amount, i18n.locale)}`}</li>
          ))}
          {row.years != null && <li>{t`${row.years} years of experience`}</li>}
          {row.proofs.map((each) => (
            <li key={each.id}>{`${t`Proof:`} ${each.name} ${dateTime(each.uploadedAt).slice(0, 10)}`}</li>
          ))}
          {row.proofs.length === 0 && !inForce && <li>{t`No document was handed in that you may see.`}</li>}
          {row.note && <li>{row.note}</li>}
        </ul>
        <TextArea
          label={t`Reason`}
          hint={inForce ? undefined : t`Needed when you reject.`}
          required={inForce}
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {!inForce && row.purpose !== 'ordinary' && (
          <DateField
            label={t`Valid until`}
            placeholder={t`as long as the rules say`}
            value={until}
            onChange={setUntil}
          />
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        {inForce ? (
          <Button look="danger" busy={taking} disabled={reason.trim() === ''} onClick={() => void back()}>
            {t`Revoke`}
          </Button>
        ) : (
          <>
            <Button busy={deciding} disabled={reason.trim() === ''} onClick={() => void say(false)}>
              {t`Reject`}
            </Button>
            <Button look="primary" busy={deciding} onClick={() => void say(true)}>
              {t`Approve`}
            </Button>
          </>
        )}
      </DialogFooter>
    </Dialog>
  )
}
