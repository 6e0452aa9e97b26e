import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RequestChipsQuery } from '../__generated__/RequestChipsQuery.graphql'
import { count } from '../format/money'
import css from './Requests.module.css'

const query = graphql`
  query RequestChipsQuery {
    requestCounts {
      open
      dueSoon
      breached
      mine
      team
      waiting
      complaints
    }
  }
`
type Props = { view: string; turn: number; onPick: (view: string | null) => void }

/** The views with how many requests stand in each; one is always chosen. */
export function RequestChips({ view, turn, onPick }: Props) {
  const { t, i18n } = useLingui()
  const { requestCounts: counts } = useLazyLoadQuery<RequestChipsQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const chips: [string, string, number | null][] = [
    ['OPEN', t({ message: 'Open', context: 'requests' }), counts.open],
    ['DUE_SOON', t`Due soon`, counts.dueSoon],
    ['BREACHED', t`Time ran out`, counts.breached],
    ['MINE', t({ message: 'Mine', context: 'requests' }), counts.mine],
    ['TEAM', t`My team's`, counts.team],
    ['WAITING', t`Waiting for the client`, counts.waiting],
    ['COMPLAINTS', t`Complaints`, counts.complaints],
    ['ENDED', t({ message: 'Ended', context: 'requests' }), null],
  ]
  return (
    <fieldset className={css.tools} aria-label={t`Which requests`}>
      {chips.map(([id, title, many]) => (
        <button
          key={id}
          type="button"
          className={css.chip}
          aria-pressed={view === id}
          onClick={() => onPick(id === 'OPEN' ? null : id.toLowerCase())}
        >
          {title}
          {many != null && <span>{count(many, i18n.locale)}</span>}
        </button>
      ))}
    </fieldset>
  )
}
