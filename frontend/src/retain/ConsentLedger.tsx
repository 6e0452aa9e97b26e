import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { ConsentLedger_client$key } from '../__generated__/ConsentLedger_client.graphql'
import type { ConsentLedgerMutation } from '../__generated__/ConsentLedgerMutation.graphql'
import { dateTime } from '../format/date'
import { useChange } from '../relay/useChange'
import { TextButton } from '../ui/Button'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import css from './Retain.module.css'
import { useRetainWords } from './retainWords'

const fragment = graphql`
  fragment ConsentLedger_client on Client {
    consentHistory(first: 50) {
      id
      purpose
      channel
      given
      textNumber
      source
      evidence
      at
      takenBack
      reverses
      recordedBy {
        name
      }
    }
  }
`
const takeBack = graphql`
  mutation ConsentLedgerMutation($input: TakeBackConsentInput!) {
    takeBackConsent(input: $input) {
      id
    }
  }
`

/** The entries that the state rests on, the newest first; a mistake is taken back and stays to be seen. */
export function ConsentLedger({ client, onChanged }: { client: ConsentLedger_client$key; onChanged: () => void }) {
  const { t } = useLingui()
  const words = useRetainWords()
  const failed = useFailureText()
  const { consentHistory } = useFragment(fragment, client)
  const [run] = useChange<ConsentLedgerMutation>(takeBack)
  const may = useRight('Mutation.takeBackConsent')
  const rows = (consentHistory ?? []).filter((row) => !row.reverses)
  if (rows.length === 0) return null
  const undo = async (id: string) => {
    const outcome = await run({ input: { id } })
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    toast(t`The entry is taken back; what was before it is in force.`)
    onChanged()
  }
  return (
    <ol className={css.list} aria-label={t`History of consent`}>
      {rows.map((row) => (
        <li key={row.id} className={css.item}>
          <div className={row.takenBack ? css.gone : css.head}>
            {row.given ? words.consent.given : words.consent.withdrawn}
            {' · '}
            {words.purposes[row.purpose]} · {words.channels[row.channel]}
          </div>
          <div className={css.meta}>
            {[
              dateTime(row.at),
              words.sources[row.source],
              row.textNumber ? t`Text version ${row.textNumber}` : null,
              row.recordedBy?.name,
              row.evidence,
            ]
              .filter(Boolean)
              .join(' · ')}
          </div>
          <div className={css.acts}>
            {row.takenBack ? (
              <span className={css.meta}>{t`Taken back`}</span>
            ) : (
              may && <TextButton onClick={() => void undo(row.id)}>{t`Take back as a mistake`}</TextButton>
            )}
          </div>
        </li>
      ))}
    </ol>
  )
}
