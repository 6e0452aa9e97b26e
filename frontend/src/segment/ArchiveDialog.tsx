import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { ArchiveDialogMutation } from '../__generated__/ArchiveDialogMutation.graphql'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'
import { useGo } from '../viewer/url'

const mutation = graphql`
  mutation ArchiveDialogMutation($input: VersionedInput!) {
    archiveClient(input: $input) {
      id
      version
    }
  }
`

type Props = { id: string; name: string; version: number; onClose: () => void }

/** Takes a client out of every list after a question. */
export function ArchiveDialog({ id, name, version, onClose }: Props) {
  const { t } = useLingui()
  const go = useGo()
  const [archive, busy] = useChange<ArchiveDialogMutation>(mutation)
  const [failure, setFailure] = useState<Failure | null>(null)
  const confirm = async () => {
    const outcome = await archive({ input: { id, version } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`${name} was archived.`)
    onClose()
    go(paths.clients())
  }
  return (
    <Dialog title={t`Archive ${name}?`} open onClose={onClose} size={420}>
      <Stack>
        <p>{t`The client leaves every list. History, holdings and the audit log stay.`}</p>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="danger" busy={busy} onClick={confirm}>
          {t`Archive`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
