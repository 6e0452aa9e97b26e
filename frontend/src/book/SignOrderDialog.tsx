import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SignOrderDialogMutation } from '../__generated__/SignOrderDialogMutation.graphql'
import type { SignOrderDialogQuery } from '../__generated__/SignOrderDialogQuery.graphql'
import { dateTime, instantOf } from '../format/date'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice, Choices } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { missingIn } from './orderRefusal'

const query = graphql`
  query SignOrderDialogQuery($client: ID!) {
    client(id: $client) {
      documents(first: 100) {
        nodes {
          id
          name
          uploadedAt
        }
      }
    }
  }
`
const mutation = graphql`
  mutation SignOrderDialogMutation($input: SignOrderInput!) {
    signOrder(input: $input) {
      ...OrderMoves_order
    }
  }
`
type Props = {
  order: { readonly id: string; readonly version: number }
  client: string
  onSaved: () => void
  onClose: () => void
}

/** The client has signed: when, how, and the documents he signed. */
export function SignOrderDialog({ order: { id, version }, client, onSaved, onClose }: Props) {
  const { t, i18n } = useLingui()
  const data = useLazyLoadQuery<SignOrderDialogQuery>(query, { client }, { fetchPolicy: 'network-only' })
  const [run, busy] = useChange<SignOrderDialogMutation>(mutation)
  const [signing, setSigning] = useState('paper')
  const [at, setAt] = useState(() => dateTime(new Date()))
  const [documents, setDocuments] = useState<string[]>([])
  const [failure, setFailure] = useState<Failure | null>(null)
  const instant = instantOf(at)
  const files = data.client?.documents?.nodes ?? []
  const save = async () => {
    if (!instant) return
    const outcome = await run({ input: { id, version, signing, signedAt: instant, documents } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Signed.`)
    onSaved()
    onClose()
  }
  const missing = missingIn(failure, i18n.locale)
  return (
    <Dialog title={t`The client has signed`} open onClose={onClose} size={520}>
      <Stack>
        <Choice
          label={t`How`}
          items={[
            { value: 'paper', label: t`On paper` },
            { value: 'electronic', label: t`Electronically` },
          ]}
          value={signing}
          onChange={(next) => setSigning(next ?? 'paper')}
        />
        <TextField
          label={t`Signed at`}
          required
          value={at}
          error={instant ? undefined : t`As 2026-11-29 14:30`}
          onChange={(event) => setAt(event.currentTarget.value)}
        />
        {files.length === 0 ? (
          <Note>
            {t`The client has no documents yet.`} <Link to={paths.client(client, 'documents')}>{t`Add one`}</Link>
          </Note>
        ) : (
          <Choices
            label={t`Risk disclosure and contract`}
            items={files.map((each) => ({
              value: each.id,
              label: `${each.name} · ${dateTime(each.uploadedAt).slice(0, 10)}`,
            }))}
            value={documents}
            onChange={(next) => setDocuments([...next])}
          />
        )}
        {missing.length > 0 ? <Note tone="warn">{missing.join('；')}</Note> : <FailureLine failure={failure} />}
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!instant} onClick={() => void save()}>{t`Signed`}</Button>
      </DialogFooter>
    </Dialog>
  )
}
