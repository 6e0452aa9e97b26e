import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { NewApiKeyDialogMutation } from '../__generated__/NewApiKeyDialogMutation.graphql'
import { instantOf } from '../format/date'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { Secret } from '../ui/Secret'
import { TextField } from '../ui/TextField'
import { useRoleName } from '../viewer/useFields'
import { useViewer } from '../viewer/Viewer'

const mutation = graphql`
  mutation NewApiKeyDialogMutation($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      secret
      key {
        id
      }
    }
  }
`

/** Makes a key and shows its secret once. */
export function NewApiKeyDialog({ onCreated, onClose }: { onCreated: () => void; onClose: () => void }) {
  const { t } = useLingui()
  const { roleNames } = useViewer()
  const roleName = useRoleName()
  const [create, busy] = useChange<NewApiKeyDialogMutation>(mutation)
  const [name, setName] = useState('')
  const [role, setRole] = useState('partner_api')
  const [expires, setExpires] = useState<string | null>(null)
  const [ips, setIps] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const addresses = ips.split(/[\s,]+/).filter(Boolean)
    const outcome = await create({
      input: {
        name: name.trim(),
        role,
        ...(expires ? { expiresAt: instantOf(`${expires} 23:59`) } : {}),
        ...(addresses.length > 0 ? { ips: addresses } : {}),
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    setSecret(outcome.data.createApiKey?.secret ?? '')
    onCreated()
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  if (secret !== null) {
    return (
      <Dialog title={t`The secret of ${name}`} open onClose={onClose} size={520}>
        <Stack>
          <Secret text={secret} label={t`Secret`} />
          <Note tone="warn">{t`It cannot be shown again. Send it as "Authorization: Bearer …".`}</Note>
        </Stack>
        <DialogFooter>
          <Button look="primary" onClick={onClose}>
            {t`I have it`}
          </Button>
        </DialogFooter>
      </Dialog>
    )
  }
  return (
    <Dialog title={t`New key`} open onClose={onClose} size={440}>
      <form onSubmit={submit}>
        <Stack>
          <TextField
            label={t`Name`}
            hint={t`Who uses it, for what`}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem('name')}
          />
          <Choice
            label={t`Role`}
            items={roleNames.map((each) => ({ value: each.name, label: roleName(each.name) }))}
            value={role}
            onChange={(next) => setRole(next ?? 'partner_api')}
            error={problem('role')}
            required
          />
          <DateField label={t`Expires`} value={expires} onChange={setExpires} error={problem('expiresAt')} />
          <TextField
            label={t`Only from these addresses`}
            hint={t`Empty: from anywhere. Several with commas.`}
            value={ips}
            onChange={(event) => setIps(event.currentTarget.value)}
            error={problem('ips')}
          />
          {failure && !failure.field && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={name.trim() === ''}>
            {t`Create`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
