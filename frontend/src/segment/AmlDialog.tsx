import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { AmlDialogMutation } from '../__generated__/AmlDialogMutation.graphql'
import type { AmlDialogQuery } from '../__generated__/AmlDialogQuery.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useAmlWords } from './amlWords'

const query = graphql`
  query AmlDialogQuery($client: ID!) {
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
  mutation AmlDialogMutation($input: SetAmlStateInput!) {
    setAmlState(input: $input) {
      id
    }
  }
`
type Props = { client: string; onSaved: () => void; onClose: () => void }

/** Says what a client is against money laundering, until when and why. */
export function AmlDialog({ client, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const words = useAmlWords()
  const data = useLazyLoadQuery<AmlDialogQuery>(query, { client }, { fetchPolicy: 'network-only' })
  const [run, busy] = useChange<AmlDialogMutation>(mutation)
  const [state, setState] = useState('clear')
  const [validUntil, setValidUntil] = useState<string | null>(null)
  const [document, setDocument] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const clear = state === 'clear'
  const save = async () => {
    const outcome = await run({
      input: { client, state, reason, document, validUntil: clear ? validUntil : null },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Written down.`)
    onSaved()
    onClose()
  }
  return (
    <Dialog title={t`Finding against money laundering`} open onClose={onClose} size={460}>
      <Stack>
        <Choice label={t`State`} items={words.states} value={state} onChange={(next) => setState(next ?? 'clear')} />
        {clear && <DateField label={t`Valid until`} required value={validUntil} onChange={setValidUntil} />}
        <TextArea label={t`Why`} required value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Choice
          label={t`Document`}
          clearable
          items={(data.client?.documents?.nodes ?? []).map(({ id, name }) => ({ value: id, label: name ?? id }))}
          value={document}
          onChange={setDocument}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look="primary"
          busy={busy}
          disabled={reason.trim() === '' || (clear && !validUntil)}
          onClick={() => void save()}
        >
          {t`Write down`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
