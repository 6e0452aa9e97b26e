import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { RelationDialogMutation } from '../__generated__/RelationDialogMutation.graphql'
import type { RelationDialogRefreshQuery } from '../__generated__/RelationDialogRefreshQuery.graphql'
import { ClientChoice } from '../book/ClientChoice'
import { useWords } from '../book/words'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'

const mutation = graphql`
  mutation RelationDialogMutation($input: AddRelationInput!) {
    addRelation(input: $input) {
      id
    }
  }
`
const refresh = graphql`
  query RelationDialogRefreshQuery($id: ID!) {
    client(id: $id) {
      ...RelationsPanel_client
    }
  }
`

/** Ties a client to another: this one is the spouse, the controller … of that one. */
export function RelationDialog({ client, onClose }: { client: string; onClose: () => void }) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const { items } = useWords()
  const [add, busy] = useChange<RelationDialogMutation>(mutation)
  const [other, setOther] = useState<Item | null>(null)
  const [kind, setKind] = useState('spouse')
  const [share, setShare] = useState('')
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!other) return
    setFailure(null)
    const input = { client, other: other.value, kind, share: share.trim() || null, note: note.trim() || null }
    const outcome = await add({ input })
    if (!outcome.ok) return setFailure(outcome.failure)
    fetchQuery<RelationDialogRefreshQuery>(environment, refresh, { id: client }).subscribe({
      complete: onClose,
      error: onClose,
    })
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  return (
    <Dialog title={t`Add a relation`} open onClose={onClose} size={440}>
      <form onSubmit={submit}>
        <Stack>
          <Choice
            label={t`This client is the`}
            items={items('relationKinds')}
            value={kind}
            onChange={(next) => setKind(next ?? 'other')}
            error={problem('kind')}
          />
          <ClientChoice
            label={t`of`}
            value={other}
            onChange={setOther}
            except={[client]}
            error={problem('other')}
            required
          />
          <TextField
            label={t`Share (%)`}
            inputMode="decimal"
            value={share}
            onChange={(event) => setShare(event.currentTarget.value)}
            error={problem('share')}
          />
          <TextField
            label={t`Note`}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            error={problem('note')}
          />
          {failure && !failure.field && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!other}>
            {t`Add`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
