import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { RateDialogMutation } from '../__generated__/RateDialogMutation.graphql'
import { dayOf } from '../format/date'
import { decimal } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { FOREIGN } from './currencies'
import type { Rate } from './RatesPage'

const mutation = graphql`
  mutation RateDialogMutation($input: PublishRateInput!) {
    publishRate(input: $input) {
      id
      rate
      publishedAt
      source
    }
  }
`
type Props = { edited: Rate; onDone: () => void; onClose: () => void }

/** The rate of a day, or another figure for a day that has one. */
export function RateDialog({ edited, onDone, onClose }: Props) {
  const { t, i18n } = useLingui()
  const [currency, setCurrency] = useState<string | null>(edited.currency ?? 'USD')
  const [date, setDate] = useState<string | null>(edited.date ?? dayOf(new Date()))
  const [rate, setRate] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [publish, busy] = useChange<RateDialogMutation>(mutation)
  const corrects = edited.rate !== null && edited.currency === currency && edited.date === date
  const fits = currency !== null && date !== null && /^\d{1,6}(\.\d{1,8})?$/.test(rate.trim())
  const confirm = async () => {
    const outcome = await publish({ input: { currency: currency ?? '', date: date ?? '', rate: rate.trim() } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(corrects ? t`The rate was corrected.` : t`The rate was published.`)
    onDone()
    onClose()
  }
  return (
    <Dialog title={t`Publish a rate`} open onClose={onClose} size={420}>
      <Stack>
        <Choice
          label={t`Currency`}
          required
          value={currency}
          onChange={setCurrency}
          items={FOREIGN.map((value) => ({ value, label: value }))}
        />
        <DateField label={t`Date`} required value={date} onChange={setDate} />
        <TextField
          label={t`CNY for one`}
          required
          inputMode="decimal"
          value={rate}
          onChange={(event) => setRate(event.currentTarget.value)}
        />
        {corrects && (
          <Note tone="warn">
            {t`That day has ${decimal(edited.rate, i18n.locale, 4)}. The AUM of who holds funds in ${currency ?? ''} is worked out anew; figures as known then keep the old rate.`}
          </Note>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!fits} onClick={confirm}>
          {corrects ? t`Correct` : t`Publish`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
