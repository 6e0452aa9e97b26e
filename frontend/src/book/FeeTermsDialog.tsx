import { useLingui } from '@lingui/react/macro'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { FeeTermsDialogMutation } from '../__generated__/FeeTermsDialogMutation.graphql'
import { dayOf } from '../format/date'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button, IconButton } from '../ui/Button'
import { Choice, type Item } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './Booking.module.css'
import { useFundWords } from './fundWords'
import { fromPercent, toPercent } from './percents'

const mutation = graphql`
  mutation FeeTermsDialogMutation($input: SetFeeTermsInput!) {
    setFeeTerms(input: $input) {
      id
    }
  }
`
type Ratio = string | null | undefined
/** The terms that hold now: what the new ones begin with. */
export type Terms = {
  readonly subscriptionRate: Ratio
  readonly subscriptionMode: string | null | undefined
  readonly redemptionSteps: readonly { readonly days: number | null | undefined; readonly rate: Ratio }[]
  readonly redemptionToFund: Ratio
  readonly managementRate: Ratio
  readonly managementDays: number | null | undefined
  readonly performanceMethod: string | null | undefined
  readonly performanceRate: Ratio
  readonly hurdleRate: Ratio
  readonly trailRate?: Ratio
}
const RATES = [
  'subscriptionRate',
  'managementRate',
  'performanceRate',
  'hurdleRate',
  'redemptionToFund',
  'trailRate',
] as const
type Rates = Record<(typeof RATES)[number], string>
type Step = { key: number; days: string; rate: string }
type Props = {
  product: string
  classes: readonly Item[]
  /** By class id; "" for the fund. */
  present: ReadonlyMap<string, Terms>
  onDone: () => void
  onClose: () => void
}

/** Fees of a fund or of one of its classes from a day on; those before end there. */
export function FeeTermsDialog({ product, classes, present, onDone, onClose }: Props) {
  const { t } = useLingui()
  const { items } = useFundWords()
  const [of, setOf] = useState<string | null>(null)
  const begun = (terms: Terms | undefined) => ({
    rates: Object.fromEntries(RATES.map((name) => [name, toPercent(terms?.[name])])) as Rates,
    mode: terms?.subscriptionMode ?? 'outside',
    method: terms?.performanceMethod ?? 'none',
    days: String(terms?.managementDays ?? 365),
    steps: (terms?.redemptionSteps ?? []).map((step, key) => ({
      key,
      days: String(step.days ?? ''),
      rate: toPercent(step.rate),
    })) as Step[],
  })
  const [from, setFrom] = useState<string | null>(dayOf(new Date()))
  const [draft, setDraft] = useState(() => begun(present.get('')))
  const [failure, setFailure] = useState<Failure | null>(null)
  const [save, busy] = useChange<FeeTermsDialogMutation>(mutation)
  const { rates, steps } = draft
  const fits =
    from !== null &&
    RATES.every((name) => rates[name] === '' || fromPercent(rates[name]) !== null) &&
    steps.every((step) => /^\d{1,4}$/.test(step.days.trim()) && fromPercent(step.rate) !== null)
  const titles = {
    subscriptionRate: t`Subscription, %`,
    managementRate: t`Management a year, %`,
    performanceRate: t`Performance, %`,
    hurdleRate: t`Hurdle a year, %`,
    redemptionToFund: t`Of the redemption fee into the fund, %`,
    trailRate: t`Trail of the management fee, %`,
  }
  const rateField = (name: (typeof RATES)[number]) => (
    <TextField
      label={titles[name]}
      inputMode="decimal"
      value={rates[name]}
      error={rates[name] !== '' && fromPercent(rates[name]) === null ? t`This is no figure.` : undefined}
      onChange={(event) => setDraft({ ...draft, rates: { ...rates, [name]: event.currentTarget.value } })}
    />
  )
  const setStep = (key: number, values: Partial<Step>) =>
    setDraft({ ...draft, steps: steps.map((step) => (step.key === key ? { ...step, ...values } : step)) })
  const confirm = async () => {
    const outcome = await save({
      input: {
        product,
        shareClass: of,
        validFrom: from ?? '',
        ...Object.fromEntries(RATES.flatMap((name) => (rates[name] === '' ? [] : [[name, fromPercent(rates[name])]]))),
        subscriptionMode: draft.mode,
        performanceMethod: draft.method,
        managementDays: Number(draft.days),
        redemptionSteps: steps
          .map(({ days, rate }) => ({ days: Number(days), rate: fromPercent(rate) ?? '' }))
          .toSorted((a, b) => a.days - b.days),
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The fee terms from ${from ?? ''} on were saved.`)
    onDone()
    onClose()
  }
  return (
    <Dialog title={t`Fee terms`} open onClose={onClose} size={620}>
      <Stack>
        <Note>{t`They hold from the day you name; the terms before end on that day, later ones stay.`}</Note>
        <div className={css.pair}>
          <DateField label={t`Valid from`} required value={from} onChange={setFrom} />
          {classes.length > 0 && (
            <Choice
              label={t`Share class`}
              clearable
              placeholder={t`The fund`}
              value={of}
              onChange={(next) => {
                setOf(next)
                setDraft(begun(present.get(next ?? '') ?? present.get('')))
              }}
              items={classes}
            />
          )}
        </div>
        <div className={css.pair}>
          {rateField('subscriptionRate')}
          <Choice
            label={t`Subscription fee`}
            value={draft.mode}
            onChange={(mode) => mode && setDraft({ ...draft, mode })}
            items={items('subscriptionModes')}
          />
          {rateField('managementRate')}
          <Choice
            label={t`Days of the year`}
            value={draft.days}
            onChange={(days) => days && setDraft({ ...draft, days })}
            items={['360', '365', '366'].map((value) => ({ value, label: value }))}
          />
          {rateField('performanceRate')}
          <Choice
            label={t`Performance fee`}
            value={draft.method}
            onChange={(method) => method && setDraft({ ...draft, method })}
            items={items('performanceMethods')}
          />
          {rateField('hurdleRate')}
          {rateField('redemptionToFund')}
          {rateField('trailRate')}
        </div>
        <section className={css.lines} aria-label={t`Redemption steps`}>
          <h3 className={css.hint}>{t`Redemption steps: the first that fits counts; held longer is free.`}</h3>
          {steps.map((step) => (
            <div key={step.key} className={css.line}>
              <div className={css.day}>
                <TextField
                  label={t`Held fewer days than`}
                  required
                  inputMode="numeric"
                  value={step.days}
                  onChange={(event) => setStep(step.key, { days: event.currentTarget.value })}
                />
              </div>
              <div className={css.day}>
                <TextField
                  label={t`Fee, %`}
                  required
                  inputMode="decimal"
                  value={step.rate}
                  onChange={(event) => setStep(step.key, { rate: event.currentTarget.value })}
                />
              </div>
              <IconButton
                small
                label={t`Remove the step of ${step.days} days`}
                onClick={() => setDraft({ ...draft, steps: steps.filter((each) => each.key !== step.key) })}
              >
                <Trash2 size={14} />
              </IconButton>
            </div>
          ))}
          <div>
            <Button
              small
              onClick={() =>
                setDraft({
                  ...draft,
                  steps: [...steps, { key: Math.max(-1, ...steps.map((each) => each.key)) + 1, days: '', rate: '' }],
                })
              }
            >
              <Plus size={14} /> {t`Add a step`}
            </Button>
          </div>
        </section>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!fits} onClick={confirm}>
          {t`Save`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
