import { useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { GrantsDialogMutation } from '../__generated__/GrantsDialogMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button, IconButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { useRoleName } from '../viewer/useFields'
import { useViewer } from '../viewer/Viewer'
import css from './Fields.module.css'
import type { OwnField } from './FieldsPage'

const mutation = graphql`
  mutation GrantsDialogMutation($input: ClassifyCustomFieldInput!) {
    classifyCustomField(input: $input) {
      id
      grants {
        role
        relation
        right
      }
    }
  }
`

type Grant = { role: string; relation: string; right: string }

/** Who may read and write the values of a field; saving publishes a version of the policy. */
export function GrantsDialog({
  field,
  onSaved,
  onClose,
}: {
  field: OwnField
  onSaved: () => void
  onClose: () => void
}) {
  const { t, i18n } = useLingui()
  const { roleNames } = useViewer()
  const roleName = useRoleName()
  const [run, busy] = useChange<GrantsDialogMutation>(mutation)
  const [grants, setGrants] = useState<Grant[]>(
    field.grants.map(({ role, relation, right }) => ({ role, relation, right })),
  )
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const change = (at: number, part: Partial<Grant>) =>
    setGrants(grants.map((grant, place) => (place === at ? { ...grant, ...part } : grant)))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const outcome = await run({ input: { id: field.id, grants, note: note.trim() } })
    if (!outcome.ok) return setFailure(outcome.failure)
    onSaved()
    onClose()
  }
  const relations = [
    { value: 'own', label: t`Own clients` },
    { value: 'team', label: t`The team's clients` },
    { value: 'firm', label: t`All clients` },
    { value: 'scope', label: t`The partner's clients` },
  ]
  const rights = [
    ...(field.kind === 'sealed' ? [{ value: 'masked', label: t`See it masked` }] : []),
    { value: 'view', label: field.kind === 'sealed' ? t`Reveal with a reason` : t`Read` },
    { value: 'edit', label: t`Read and write` },
    { value: 'export', label: t`Export` },
  ]
  const roles = roleNames.map(({ name }) => ({ value: name, label: roleName(name) }))
  return (
    <Dialog title={t`Who may: ${i18n.locale === 'zh-CN' ? field.zh : field.en}`} open onClose={onClose} size={620}>
      <form onSubmit={submit}>
        <Stack>
          {grants.map((grant, at) => (
            <div key={at} className={css.grant}>
              <Choice
                label={t`Role`}
                items={roles}
                value={grant.role}
                onChange={(role) => change(at, { role: role ?? '' })}
              />
              <Choice
                label={t`Whose clients`}
                items={relations}
                value={grant.relation}
                onChange={(relation) => change(at, { relation: relation ?? 'own' })}
              />
              <Choice
                label={t`May`}
                items={rights}
                value={grant.right}
                onChange={(right) => change(at, { right: right ?? 'view' })}
              />
              <IconButton label={t`Take away`} onClick={() => setGrants(grants.filter((_, place) => place !== at))}>
                <X size={14} aria-hidden="true" />
              </IconButton>
            </div>
          ))}
          <div>
            <Button
              small
              onClick={() => setGrants([...grants, { role: 'client_manager', relation: 'own', right: 'edit' }])}
            >
              <Plus size={13} aria-hidden="true" />
              {t`Add a role`}
            </Button>
          </div>
          <TextField
            label={t`Why`}
            required
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            hint={t`Kept with the version of the policy that this makes.`}
          />
          {failure && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={note.trim() === ''}>
            {t`Publish`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
