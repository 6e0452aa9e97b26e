import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RequestApprovalDialogMutation } from '../__generated__/RequestApprovalDialogMutation.graphql'
import type { RequestApprovalDialogQuery } from '../__generated__/RequestApprovalDialogQuery.graphql'
import type { RequestApprovalDialogUpdateMutation } from '../__generated__/RequestApprovalDialogUpdateMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice, type Item } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { ClientChoice } from './ClientChoice'
import { FormInput } from './FormInput'
import { useBoth } from './journeyWords'

const query = graphql`
  query RequestApprovalDialogQuery {
    approvalKinds {
      id
      zh
      en
      about
      archivedAt
      form {
        key
        zh
        en
        kind
        required
        options {
          key
          zh
          en
        }
      }
    }
  }
`
const request = graphql`
  mutation RequestApprovalDialogMutation($input: RequestApprovalInput!) {
    requestApproval(input: $input) {
      id
    }
  }
`
const update = graphql`
  mutation RequestApprovalDialogUpdateMutation($input: UpdateApprovalInput!) {
    updateApproval(input: $input) {
      id
      version
      title
      form
    }
  }
`
type Mended = { id: string; version: number; kind: string; title: string; form: Record<string, string> }
type Props = {
  /** The client it is about, where that is known already. */
  client?: { id: string; name: string }
  /** What is mended instead of asked anew. */
  mended?: Mended
  onDone: (id: string) => void
  onClose: () => void
}

/** Asks for an approval by one of the firm's kinds, or mends a draft and what was returned. */
export function RequestApprovalDialog(props: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={props.mended ? t`Mend the request` : t`Ask for an approval`} open onClose={props.onClose} size={520}>
      <Boundary fallback={<SkeletonRows rows={5} />}>
        <Form {...props} />
      </Boundary>
    </Dialog>
  )
}

function Form({ client: known, mended, onDone, onClose }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const { approvalKinds } = useLazyLoadQuery<RequestApprovalDialogQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network' },
  )
  const abouts = known ? ['client'] : ['client', 'free']
  const usable = approvalKinds.filter(({ archivedAt, about }) => !archivedAt && abouts.includes(about))
  const [id, setId] = useState(mended?.kind ?? usable[0]?.id ?? null)
  const kind = approvalKinds.find((each) => each.id === id)
  const [title, setTitle] = useState(mended?.title ?? '')
  const [values, setValues] = useState<Record<string, string>>(mended?.form ?? {})
  const [client, setClient] = useState<Item | null>(known ? { value: known.id, label: known.name } : null)
  const [ask, asking] = useChange<RequestApprovalDialogMutation>(request)
  const [mend, mending] = useChange<RequestApprovalDialogUpdateMutation>(update)
  const [failure, setFailure] = useState<Failure | null>(null)
  const form = Object.fromEntries((kind?.form ?? []).map(({ key }) => [key, values[key] ?? '']))
  const lacks =
    !kind ||
    title.trim() === '' ||
    (!mended && kind.about === 'client' && !client) ||
    kind.form.some(({ key, required }) => required && !values[key]?.trim())
  const save = async (submit: boolean) => {
    if (!kind) return
    setFailure(null)
    if (mended) {
      const outcome = await mend({ input: { id: mended.id, version: mended.version, title, form } })
      if (!outcome.ok) return setFailure(outcome.failure)
      toast(t`Mended; hand it in again when it is ready.`)
      onDone(mended.id)
      return onClose()
    }
    const subject = kind.about === 'client' ? (client?.value ?? null) : null
    const outcome = await ask({ input: { kind: kind.id, title, form, subject, submit } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(submit ? t`Handed in; whoever decides was told.` : t`Kept as a draft.`)
    onDone(outcome.data.requestApproval?.id ?? '')
    onClose()
  }
  return (
    <>
      <Stack>
        {!mended && (
          <Choice
            label={t`Kind`}
            required
            items={usable.map((each) => ({ value: each.id, label: both(each) }))}
            value={id}
            onChange={setId}
          />
        )}
        {!mended && kind?.about === 'client' && !known && (
          <ClientChoice label={t`Client`} required value={client} onChange={setClient} />
        )}
        <TextField
          label={t({ message: 'Title', context: 'approval' })}
          required
          maxLength={120}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        {kind?.form.map((field) => (
          <FormInput
            key={field.key}
            field={field}
            value={values[field.key] ?? ''}
            onChange={(value) => setValues((old) => ({ ...old, [field.key]: value }))}
          />
        ))}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        {!mended && (
          <Button busy={asking} disabled={!kind || title.trim() === ''} onClick={() => void save(false)}>
            {t`Keep as a draft`}
          </Button>
        )}
        <Button look="primary" busy={asking || mending} disabled={lacks} onClick={() => void save(true)}>
          {mended ? t`Save` : t`Hand in`}
        </Button>
      </DialogFooter>
    </>
  )
}
