import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { ViewDialogCreateMutation } from '../__generated__/ViewDialogCreateMutation.graphql'
import type { ViewDialogUpdateMutation } from '../__generated__/ViewDialogUpdateMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { useRight } from '../viewer/Viewer'

const create = graphql`
  mutation ViewDialogCreateMutation($input: CreateViewInput!) {
    createView(input: $input) {
      id
    }
  }
`
const update = graphql`
  mutation ViewDialogUpdateMutation($input: UpdateViewInput!) {
    updateView(input: $input) {
      id
      version
      name
      shared
    }
  }
`

type Props = {
  page: string
  /** What the new view shows, or null when `view` is only renamed or shared. */
  query: string | null
  view: { id: string; version: number; name: string; shared: string } | null
  onSaved: (id: string) => void
  onClose: () => void
}

/** The name of a view and who else may use it. */
export function ViewDialog({ page, query, view, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const mayShare = useRight('Right.shareViews')
  const [createView, creating] = useChange<ViewDialogCreateMutation>(create)
  const [updateView, updating] = useChange<ViewDialogUpdateMutation>(update)
  const [name, setName] = useState(view?.name ?? '')
  const [shared, setShared] = useState(view?.shared ?? 'me')
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const told = { name: name.trim(), shared }
    if (view) {
      const outcome = await updateView({ input: { ...told, id: view.id, version: view.version } })
      if (!outcome.ok) return setFailure(outcome.failure)
      onSaved(view.id)
    } else {
      const outcome = await createView({ input: { ...told, page, query: query ?? '' } })
      if (!outcome.ok) return setFailure(outcome.failure)
      onSaved(outcome.data.createView?.id ?? '')
    }
    onClose()
  }
  const problem = (field: string) => (failure?.field === field ? failure.message : undefined)
  const shares = [
    { value: 'me', label: t`Only me` },
    { value: 'team', label: t`My team` },
    ...(mayShare || shared === 'firm' ? [{ value: 'firm', label: t`The whole firm` }] : []),
  ]
  return (
    <Dialog title={view ? t`Edit the view` : t`Save as a view`} open onClose={onClose} size={400}>
      <form onSubmit={submit}>
        <Stack>
          <TextField
            label={t`Name`}
            required
            data-autofocus
            maxLength={40}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem('name')}
          />
          <Choice
            label={t`Who may use it`}
            items={shares}
            value={shared}
            onChange={(value) => setShared(value ?? 'me')}
            error={problem('shared')}
            hint={t`A view keeps filters, columns and order. Everybody sees only the rows he may see.`}
          />
          {failure && !['name', 'shared'].includes(failure.field ?? '') && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={creating || updating} disabled={name.trim() === ''}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
