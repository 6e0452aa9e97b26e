import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { NeedDialogCreateMutation } from '../__generated__/NeedDialogCreateMutation.graphql'
import type { NeedDialogUpdateMutation } from '../__generated__/NeedDialogUpdateMutation.graphql'
import { CURRENCIES } from '../book/currencies'
import { MentionArea, type Named, namedIn } from '../book/MentionArea'
import { useNeedWords } from '../book/needWords'
import { parseMoney } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './Needs.module.css'

const createOne = graphql`
  mutation NeedDialogCreateMutation($input: CreateNeedInput!) {
    createNeed(input: $input) {
      id
    }
  }
`
const updateOne = graphql`
  mutation NeedDialogUpdateMutation($input: UpdateNeedInput!) {
    updateNeed(input: $input) {
      id
      version
      purpose
      amount
      currency
      horizon
      note
      followUpOn
    }
  }
`
export type EditedNeed = {
  readonly id: string
  readonly version: number
  readonly purpose: string
  readonly amount: string | null | undefined
  readonly currency: string
  readonly horizon: string | null | undefined
  readonly note: string | null | undefined
  readonly followUpOn: string | null | undefined
}
type Props = {
  client: string
  need: EditedNeed | null
  /** The conversation it was heard in, and its words. */
  heard?: { interaction: string; words: string }
  onSaved: () => void
  onClose: () => void
}

/** A new need of a client, or changes of one. */
export function NeedDialog({ client, need, heard, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const { horizons } = useNeedWords()
  const [create, creating] = useChange<NeedDialogCreateMutation>(createOne)
  const [update, updating] = useChange<NeedDialogUpdateMutation>(updateOne)
  const [purpose, setPurpose] = useState(need?.purpose ?? (heard?.words ?? '').slice(0, 200))
  const [amount, setAmount] = useState(need?.amount ?? '')
  const [currency, setCurrency] = useState(need?.currency ?? 'CNY')
  const [horizon, setHorizon] = useState<string | null>(need?.horizon ?? null)
  const [note, setNote] = useState(need?.note ?? '')
  const [named, setNamed] = useState<readonly Named[]>([])
  const [followUpOn, setFollowUpOn] = useState<string | null>(need?.followUpOn ?? null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const parsed = amount.trim() === '' ? null : parseMoney(amount)
  const wrong = amount.trim() !== '' && parsed === null
  const save = async () => {
    const values = { purpose, amount: parsed, currency, horizon, note, followUpOn, mentions: namedIn(note, named) }
    const outcome = need
      ? await update({ input: { id: need.id, version: need.version, ...values } })
      : await create({ input: { client, interaction: heard?.interaction ?? null, ...values } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Saved.`)
    onSaved()
    onClose()
  }
  return (
    <Dialog title={need ? t`Need` : t`New need`} open onClose={onClose} size={480}>
      <Stack>
        <TextField
          label={t`Purpose`}
          required
          maxLength={200}
          value={purpose}
          onChange={(event) => setPurpose(event.currentTarget.value)}
        />
        <div className={css.two}>
          <TextField
            label={t`Amount`}
            inputMode="decimal"
            value={amount}
            error={wrong ? t`Not an amount` : undefined}
            onChange={(event) => setAmount(event.currentTarget.value)}
          />
          <Choice
            label={t`Currency`}
            items={CURRENCIES.map((value) => ({ value, label: value }))}
            value={currency}
            onChange={(value) => setCurrency(value ?? 'CNY')}
          />
        </div>
        <Choice label={t`Horizon`} clearable items={horizons} value={horizon} onChange={setHorizon} />
        <DateField label={t`Follow up on`} value={followUpOn} onChange={setFollowUpOn} />
        <MentionArea
          label={t`Note`}
          subject={client}
          value={note}
          onChange={setNote}
          named={named}
          onNamed={setNamed}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look="primary"
          busy={creating || updating}
          disabled={purpose.trim() === '' || wrong}
          onClick={() => void save()}
        >
          {t`Save`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
