import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { ShareClassDialogAddMutation } from '../__generated__/ShareClassDialogAddMutation.graphql'
import type { ShareClassDialogUpdateMutation } from '../__generated__/ShareClassDialogUpdateMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './Booking.module.css'
import { CURRENCIES } from './currencies'

const add = graphql`
  mutation ShareClassDialogAddMutation($input: AddShareClassInput!) {
    addShareClass(input: $input) {
      id
    }
  }
`
const update = graphql`
  mutation ShareClassDialogUpdateMutation($input: UpdateShareClassInput!) {
    updateShareClass(input: $input) {
      id
      version
      code
      name
      currency
      lockUpDays
    }
  }
`

export type EditedClass = {
  readonly id: string
  readonly version: number
  readonly code: string
  readonly name: string
  readonly currency: string | null | undefined
  readonly lockUpDays: number | null | undefined
}
type Props = { product: string; edited: EditedClass | null; onDone: () => void; onClose: () => void }

/** A new class of a fund, or changes of one; what is empty is as the fund's. */
export function ShareClassDialog({ product, edited, onDone, onClose }: Props) {
  const { t } = useLingui()
  const [code, setCode] = useState(edited?.code ?? '')
  const [name, setName] = useState(edited?.name ?? '')
  const [currency, setCurrency] = useState<string | null>(edited?.currency ?? null)
  const [days, setDays] = useState(edited?.lockUpDays?.toString() ?? '')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [make, making] = useChange<ShareClassDialogAddMutation>(add)
  const [change, changing] = useChange<ShareClassDialogUpdateMutation>(update)
  const fits = code.trim() !== '' && name.trim() !== '' && /^\d{0,4}$/.test(days.trim())
  const save = async () => {
    const values = {
      code: code.trim(),
      name: name.trim(),
      currency,
      lockUpDays: days.trim() === '' ? null : Number(days.trim()),
    }
    const outcome = edited
      ? await change({ input: { id: edited.id, version: edited.version, ...values } })
      : await make({ input: { product, ...values } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(edited ? t`The share class was changed.` : t`The share class was added.`)
    onDone()
    onClose()
  }
  return (
    <Dialog title={edited ? t`Change a share class` : t`Add a share class`} open onClose={onClose} size={460}>
      <Stack>
        {!edited && (
          <Note>{t`Each class has NAVs of its own; those of the fund go on for the units that have no class.`}</Note>
        )}
        <div className={css.pair}>
          <TextField
            label={t`Share class`}
            required
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextField
            label={t`Code`}
            required
            maxLength={40}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <Choice
            label={t`Currency`}
            clearable
            placeholder={t`The fund's`}
            value={currency}
            onChange={setCurrency}
            items={CURRENCIES.map((value) => ({ value, label: value }))}
          />
          <TextField
            label={t`Lock-up, days`}
            inputMode="numeric"
            placeholder={t`The fund's`}
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
          />
        </div>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={making || changing} disabled={!fits} onClick={save}>
          {t`Save`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
