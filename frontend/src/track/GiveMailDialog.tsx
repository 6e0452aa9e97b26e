import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { ClientChoice } from '../book/ClientChoice'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { Note } from '../ui/ErrorState'

type Props = {
  title: string
  busy: boolean
  give: (client: string) => Promise<string | null>
  onClose: () => void
}

/** Whose a mail is, found by name. */
export function GiveMailDialog({ title, busy, give, onClose }: Props) {
  const { t } = useLingui()
  const [client, setClient] = useState<Item | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const confirm = async () => {
    if (!client) return
    const problem = await give(client.value)
    if (problem) setFailed(problem)
    else onClose()
  }
  return (
    <Dialog title={t`Whose mail is it?`} open onClose={onClose} size={460}>
      <Stack>
        <p>{title}</p>
        <ClientChoice label={t`Client`} required value={client} onChange={setClient} />
        {failed && <Note tone="warn">{failed}</Note>}
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={client === null} onClick={confirm}>
          {t`Keep the mail`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
