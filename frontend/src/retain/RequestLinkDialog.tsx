import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { RequestLinkDialogMutation } from '../__generated__/RequestLinkDialogMutation.graphql'
import { dateTime } from '../format/date'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { Secret } from '../ui/Secret'

const send = graphql`
  mutation RequestLinkDialogMutation($input: SendRequestLinkInput!) {
    sendRequestLink(input: $input) {
      token
      expiresAt
    }
  }
`
type Props = { client: string; onClose: () => void }

/** A link for the client to ask for something by himself; it is shown once, to be copied into WeCom or a mail. */
export function RequestLinkDialog({ client, onClose }: Props) {
  const { t } = useLingui()
  const [run, busy] = useChange<RequestLinkDialogMutation>(send)
  const [days, setDays] = useState('7')
  const [link, setLink] = useState<{ text: string; until: string } | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const make = async () => {
    const outcome = await run({ input: { client, days: Number(days) } })
    if (!outcome.ok) return setFailure(outcome.failure)
    const made = outcome.data.sendRequestLink
    if (!made?.token) return
    setLink({ text: `${location.origin}${paths.ask()}#${made.token}`, until: made.expiresAt })
  }
  return (
    <Dialog title={t`Link for a request`} open onClose={onClose} size={520}>
      <Stack>
        {link ? (
          <>
            <p>{t`Copy it now, it is not shown again. It works once, until ${dateTime(link.until)}.`}</p>
            <Secret text={link.text} label={t`Link for a request`} />
          </>
        ) : (
          <>
            <p>
              {t`The client writes his request on his phone without an account and signs with his name and the last four characters of his ID number or telephone. An older link ends.`}
            </p>
            <Choice
              label={t`Valid for`}
              items={['1', '3', '7', '30'].map((value) => ({ value, label: t`${value} days` }))}
              value={days}
              onChange={(value) => setDays(value ?? '7')}
            />
          </>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{link ? t`Close` : t`Cancel`}</Button>
        {!link && (
          <Button look="primary" busy={busy} onClick={() => void make()}>
            {t`Make the link`}
          </Button>
        )}
      </DialogFooter>
    </Dialog>
  )
}
