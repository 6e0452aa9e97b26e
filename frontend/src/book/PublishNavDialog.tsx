import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { PublishNavDialogMutation } from '../__generated__/PublishNavDialogMutation.graphql'
import { dayOf } from '../format/date'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'

const mutation = graphql`
  mutation PublishNavDialogMutation($input: PublishNavInput!, $knownAt: DateTime, $shareClass: ID) {
    publishNav(input: $input) {
      id
      nav
      navDate
      navStale
      navPoints(knownAt: $knownAt, shareClass: $shareClass) {
        date
        unit
        cumulative
        adjusted
        dividend
        split
        corrected
        reason
      }
    }
  }
`

type Props = {
  product: string
  shareClass: string | null
  /** The NAVs that are there, by day: another figure for such a day corrects it. */
  known: ReadonlyMap<string, string>
  onClose: () => void
}

/** Publishes the NAV of a day, or corrects the one that is there; a correction needs a reason. */
export function PublishNavDialog({ product, shareClass, known, onClose }: Props) {
  const { t } = useLingui()
  const [date, setDate] = useState<string | null>(dayOf(new Date()))
  const [unit, setUnit] = useState('')
  const [dividend, setDividend] = useState('')
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [publish, busy] = useChange<PublishNavDialogMutation>(mutation)
  const before = date ? known.get(date) : undefined
  const fits =
    /^\d{1,6}(\.\d{1,8})?$/.test(unit.trim()) && (dividend === '' || /^\d+(\.\d{1,8})?$/.test(dividend.trim()))
  const confirm = async () => {
    if (!date) return
    const outcome = await publish({
      knownAt: null,
      shareClass,
      input: {
        product,
        shareClass,
        date,
        unit: unit.trim(),
        dividend: dividend.trim() || null,
        reason: reason.trim() || null,
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(before ? t`The NAV of ${date} was corrected.` : t`The NAV of ${date} was published.`)
    onClose()
  }
  return (
    <Dialog title={t`Publish a NAV`} open onClose={onClose} size={460}>
      <Stack>
        <DateField label={t`Date`} required value={date} onChange={setDate} />
        <TextField
          label={t`Unit NAV`}
          required
          inputMode="decimal"
          value={unit}
          onChange={(event) => setUnit(event.currentTarget.value)}
        />
        <TextField
          label={t`Dividend a unit`}
          inputMode="decimal"
          value={dividend}
          onChange={(event) => setDividend(event.currentTarget.value)}
        />
        {before && (
          <>
            <Note tone="warn">{t`That day has the NAV ${before}. It will be corrected; the earlier version stays readable.`}</Note>
            <TextArea
              label={t`Reason`}
              required
              value={reason}
              maxLength={400}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          </>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look="primary"
          busy={busy}
          disabled={!date || !fits || (before !== undefined && reason.trim() === '')}
          onClick={confirm}
        >
          {before ? t`Correct` : t`Publish`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
