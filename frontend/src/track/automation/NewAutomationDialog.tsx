import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { graphql } from 'react-relay'
import type { NewAutomationDialogMutation } from '../../__generated__/NewAutomationDialogMutation.graphql'
import { paths } from '../../paths'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { FailureLine } from '../../ui/ErrorState'
import { useGo } from '../../viewer/url'
import { NameFields } from '../BothFields'

const mutation = graphql`
  mutation NewAutomationDialogMutation($input: CreateAutomationInput!) {
    createAutomation(input: $input) {
      id
    }
  }
`

/** Begins an automation, and goes to its editor; it does nothing before it is published and switched on. */
export function NewAutomationDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const go = useGo()
  const [run, busy] = useChange<NewAutomationDialogMutation>(mutation)
  const [names, setNames] = useState({ zh: '', en: '' })
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const outcome = await run({ input: { zh: names.zh.trim(), en: names.en.trim() } })
    if (!outcome.ok) return setFailure(outcome.failure)
    onClose()
    const id = outcome.data.createAutomation?.id
    if (id) go(paths.automation(id, { edit: '1' }))
  }
  return (
    <Dialog title={t`New automation`} open onClose={onClose} size={480}>
      <form onSubmit={submit}>
        <Stack>
          <NameFields first value={names} onChange={setNames} />
          <FailureLine failure={failure} />
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button
            type="submit"
            look="primary"
            busy={busy}
            disabled={names.zh.trim() === '' || names.en.trim() === ''}
          >{t`Create`}</Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
