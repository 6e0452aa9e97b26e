import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { OwnEditDialogMutation } from '../__generated__/OwnEditDialogMutation.graphql'
import { OwnInput, type OwnValue } from '../book/OwnInput'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'
import type { Field } from '../viewer/Viewer'
import type { Own } from './useOwnText'

const mutation = graphql`
  mutation OwnEditDialogMutation($input: UpdateClientInput!) {
    updateClient(input: $input) {
      id
      version
      ...OwnFacts_client
    }
  }
`

type Props = {
  client: { readonly id: string; readonly version: number }
  field: Field
  own: Own
  label: string
  onClose: () => void
}

/** The value of one of the firm's own fields of a client, written anew. */
export function OwnEditDialog({ client, field, own, label, onClose }: Props) {
  const { t } = useLingui()
  const [run, busy] = useChange<OwnEditDialogMutation>(mutation)
  const [value, setValue] = useState<OwnValue>(field.kind === 'sealed' ? null : ((own.value ?? null) as OwnValue))
  const [failure, setFailure] = useState<Failure | null>(null)
  const isBlank = field.kind === 'sealed' && (value == null || value === '')
  const put = async (next: OwnValue) => {
    const custom = [{ field: own.key, value: next }]
    const outcome = await run({ input: { id: client.id, version: client.version, custom } })
    if (!outcome.ok) return setFailure(outcome.failure)
    onClose()
    const before = own.value as readonly string[] | null | undefined
    const taken = field.kind === 'file' && before?.some((each) => !Array.isArray(next) || !next.includes(each))
    if (taken)
      toast(t`Files of ${label} were taken out.`, {
        key: `file-${field.key}`,
        action: { label: t`Undo`, run: () => void putBack(outcome.data.updateClient?.version, before ?? null) },
      })
  }
  /** What was taken out is deleted, and can be put in again. */
  const putBack = async (version: number | undefined, files: OwnValue) => {
    if (version === undefined) return
    const outcome = await run({ input: { id: client.id, version, custom: [{ field: own.key, value: files }] } })
    if (!outcome.ok) toast(outcome.failure.message || t`That could not be undone.`, 'bad')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isBlank) void put(value)
  }
  const error = failure?.field === field.key ? failure.message : undefined
  const options = (field.options ?? []).map((option) => ({ ...option }))
  return (
    <Dialog title={label} open onClose={onClose} size={420}>
      <form onSubmit={submit}>
        <Stack>
          <OwnInput
            field={{ kind: field.kind, required: field.required, options }}
            label={label}
            value={value}
            onChange={setValue}
            error={error}
          />
          {field.kind === 'sealed' && own.value != null && (
            <Note>{t`There is ${String(own.value)}. What you write takes its place; nobody sees it but masked.`}</Note>
          )}
          {failure && !error && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          {field.kind === 'sealed' && own.value != null && !field.required && (
            <Button look="danger" busy={busy} onClick={() => put(null)}>
              {t`Remove the value`}
            </Button>
          )}
          <Button type="submit" look="primary" busy={busy} disabled={isBlank}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
