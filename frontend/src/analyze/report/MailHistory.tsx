import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { MailHistoryRetryMutation } from '../../__generated__/MailHistoryRetryMutation.graphql'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Badge, type Hue, type Shape } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { DataTable, endCell } from '../../ui/DataTable'
import { Dialog } from '../../ui/Dialog'
import { FailureLine, Note } from '../../ui/ErrorState'
import { Moment } from '../../ui/Moment'
import type { Schedule } from './MailRows'
import { useMailWords } from './useMailWords'

const retry = graphql`
  mutation MailHistoryRetryMutation($input: IdInput!) {
    retryReportMail(input: $input) {
      id
    }
  }
`
const LOOKS: Record<string, [Hue, Shape]> = {
  queued: ['blue', 'ring'],
  making: ['blue', 'half'],
  sending: ['blue', 'half'],
  sent: ['green', 'dot'],
  noted: ['amber', 'dot'],
  left: ['neutral', 'bar'],
  failed: ['red', 'cross'],
  in_doubt: ['amber', 'half'],
  cancelled: ['neutral', 'bar'],
}
type Props = { item: Schedule; title: string; onChanged: () => void; onClose: () => void }

/** Who got what and when; what failed is tried again by who set it up. */
export function MailHistory({ item, title, onChanged, onClose }: Props) {
  const { t } = useLingui()
  const words = useMailWords()
  const [again, busy] = useChange<MailHistoryRetryMutation>(retry)
  const [failure, setFailure] = useState<Failure | null>(null)
  const run = async (id: string) => {
    const outcome = await again({ input: { id } })
    setFailure(outcome.ok ? null : outcome.failure)
    onChanged()
  }
  return (
    <Dialog title={t`Who got what: ${title}`} open onClose={onClose} size={720}>
      {failure && <FailureLine failure={failure} />}
      {item.mails.length === 0 ? (
        <Note>{t`Nothing was mailed yet.`}</Note>
      ) : (
        <DataTable
          label={t`Mails`}
          heads={[
            { id: 'of', title: t`Time` },
            { id: 'to', title: t`Recipient` },
            { id: 'state', title: t`State` },
            { id: 'acts', title: '', end: true },
          ]}
        >
          {item.mails.map((mail) => {
            const [hue, shape] = LOOKS[mail.state] ?? ['neutral', 'bar']
            const who = mail.user?.name ?? '—'
            return (
              <tr key={mail.id}>
                <td>
                  <Moment at={mail.sentAt ?? mail.occurrence} exact />
                </td>
                <td>{who}</td>
                <td>
                  <Badge hue={hue} shape={shape}>
                    {words.state(mail.state)}
                  </Badge>
                  {words.error(mail.error) && <div>{words.error(mail.error)}</div>}
                </td>
                <td className={endCell}>
                  {item.mine && ['failed', 'in_doubt'].includes(mail.state) && (
                    <Button small busy={busy} onClick={() => void run(mail.id)} aria-label={t`Try again for ${who}`}>
                      {t`Try again`}
                    </Button>
                  )}
                </td>
              </tr>
            )
          })}
        </DataTable>
      )}
    </Dialog>
  )
}
