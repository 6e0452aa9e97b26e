import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { PayerDialogMutation } from '../__generated__/PayerDialogMutation.graphql'
import type { PayerDialogQuery } from '../__generated__/PayerDialogQuery.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useOrderWords } from './orderWords'

const query = graphql`
  query PayerDialogQuery($client: ID!) {
    client(id: $client) {
      documents(first: 100) {
        nodes {
          id
          name
        }
      }
    }
  }
`
const mutation = graphql`
  mutation PayerDialogMutation($input: AskOrderPayerInput!) {
    askOrderPayer(input: $input) {
      ...OrderPayments_order
    }
  }
`
type Props = { order: string; receipt: string; client: string; onSaved: () => void; onClose: () => void }

/** Asks that somebody else's payment be accepted: in what relation he stands, and what proves it. */
export function PayerDialog({ order, receipt, client, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const words = useOrderWords()
  const data = useLazyLoadQuery<PayerDialogQuery>(query, { client }, { fetchPolicy: 'network-only' })
  const [run, busy] = useChange<PayerDialogMutation>(mutation)
  const [relation, setRelation] = useState('spouse')
  const [document, setDocument] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    if (!document) return
    const outcome = await run({ input: { id: order, receipt, relation, document, reason } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`A second person decides.`)
    onSaved()
    onClose()
  }
  return (
    <Dialog title={t`Another payer`} open onClose={onClose} size={480}>
      <Stack>
        <Choice
          label={t`Relation to the client`}
          items={words.relations}
          value={relation}
          onChange={(next) => setRelation(next ?? 'spouse')}
        />
        <Choice
          label={t`Document that proves it`}
          required
          items={(data.client?.documents?.nodes ?? []).map(({ id, name }) => ({ value: id, label: name ?? id }))}
          value={document}
          onChange={setDocument}
        />
        <TextArea label={t`Why`} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!document || reason.trim() === ''} onClick={() => void save()}>
          {t`Ask`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
