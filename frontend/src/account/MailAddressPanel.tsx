import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { MailAddressPanelMutation } from '../__generated__/MailAddressPanelMutation.graphql'
import type { MailAddressPanelQuery } from '../__generated__/MailAddressPanelQuery.graphql'
import { dateTime } from '../format/date'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Secret } from '../ui/Secret'
import { toast } from '../ui/Toasts'
import css from './Profile.module.css'

const query = graphql`
  query MailAddressPanelQuery {
    mailAddress {
      address
      madeAt
      received
    }
  }
`
const mutation = graphql`
  mutation MailAddressPanelMutation($input: RenewMailAddressInput!) {
    renewMailAddress(input: $input) {
      address
      madeAt
      received
    }
  }
`

/** One's secret address: what is forwarded there becomes an interaction of the client it names. */
export function MailAddressPanel() {
  const { t } = useLingui()
  const [fetchKey, setFetchKey] = useState(0)
  const { mailAddress } = useLazyLoadQuery<MailAddressPanelQuery>(
    query,
    {},
    { fetchPolicy: fetchKey ? 'network-only' : 'store-and-network', fetchKey },
  )
  const [asking, setAsking] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [renew, busy] = useChange<MailAddressPanelMutation>(mutation)
  const take = async () => {
    setFailure(null)
    const outcome = await renew({ input: { replaces: mailAddress?.address ?? null } })
    // Another window may have renewed it meanwhile: what holds now is shown either way.
    setFetchKey((key) => key + 1)
    if (!outcome.ok) return setFailure(outcome.failure)
    setAsking(false)
    toast(t`The new address works from now on.`)
  }
  return (
    <div className={css.panel}>
      <p>
        {t`Forward a client's mail to this address, or copy the address in when you write: the mail stands on the client's page.`}
      </p>
      <p>
        <Link to={paths.mails()}>{t`Mails that name none of your clients, or several, wait in a list.`}</Link>
      </p>
      {mailAddress?.received === false && (
        <Note tone="warn">{t`This installation does not receive mail at present.`}</Note>
      )}
      {mailAddress?.address ? (
        <>
          <Secret text={mailAddress.address} label={t`My address for mails`} />
          <p>{t`In use since ${dateTime(mailAddress.madeAt ?? '')}. Whoever knows it can write to your list: keep it to yourself.`}</p>
          <div>
            <Button onClick={() => setAsking(true)}>{t`Renew…`}</Button>
          </div>
        </>
      ) : (
        <div>
          <Button look="primary" busy={busy} onClick={take}>
            {t`Get an address`}
          </Button>
        </div>
      )}
      {!asking && <FailureLine failure={failure} />}
      <Dialog title={t`Renew the address`} open={asking} onClose={() => setAsking(false)} size={440}>
        <Stack>
          <p>{t`The old address ceases at once: what is sent there is refused, and its sender is told so.`}</p>
          <FailureLine failure={failure} />
        </Stack>
        <DialogFooter>
          <Button onClick={() => setAsking(false)}>{t`Cancel`}</Button>
          <Button look="primary" busy={busy} onClick={take}>
            {t`Renew`}
          </Button>
        </DialogFooter>
      </Dialog>
    </div>
  )
}
