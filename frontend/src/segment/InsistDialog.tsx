import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { InsistDialogMutation } from '../__generated__/InsistDialogMutation.graphql'
import { dayOf } from '../format/date'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import type { Match } from './ProductMatchList'

const confirm = graphql`
  mutation InsistDialogMutation($input: ConfirmInsistenceInput!) {
    confirmInsistence(input: $input) {
      id
    }
  }
`
type Props = { client: string; match: Match; onSaved: () => void; onClose: () => void }

/** The special written warning that a client confirms when he insists on a fund above his level. */
export function InsistDialog({ client, match, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const [run, busy] = useChange<InsistDialogMutation>(confirm)
  const fund = match.product.name ?? ''
  const risk = match.product.riskLevel ?? ''
  const [warning, setWarning] = useState(
    t`The risk of “${fund}” (${risk}) is above my risk level. The firm has not recommended it to me and has warned me of possible losses beyond what I can bear. I insist on buying it by my own decision.`,
  )
  const [on, setOn] = useState<string | null>(dayOf(new Date()))
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    if (!on) return
    const outcome = await run({ input: { client, product: match.product.id, warning, confirmedOn: on } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Saved.`)
    onSaved()
    onClose()
  }
  return (
    <Dialog title={t`Special risk warning`} open onClose={onClose} size={520}>
      <Stack>
        <p>{match.sentence}</p>
        <TextArea
          label={t`What the client confirmed`}
          required
          rows={6}
          maxLength={2000}
          value={warning}
          onChange={(event) => setWarning(event.currentTarget.value)}
        />
        <DateField label={t`Confirmed on`} required value={on} onChange={setOn} />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!on || warning.trim() === ''} onClick={() => void save()}>
          {t`The client has confirmed it`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
