import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment, useLazyLoadQuery } from 'react-relay'
import type { OpportunityFigures_board$key } from '../__generated__/OpportunityFigures_board.graphql'
import type { OpportunityFiguresRatesQuery } from '../__generated__/OpportunityFiguresRatesQuery.graphql'
import { numberOf, type Span } from '../analyze/cockpitSearch'
import { useBoth } from '../book/journeyWords'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { Figure, Figures } from '../ui/Figure'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { useRight } from '../viewer/Viewer'

const fragment = graphql`
  fragment OpportunityFigures_board on OpportunityBoard {
    kinds {
      key
      zh
      en
      open
      amount
      held
      taken
      won
      wonAmount
      wonUntaken
      dismissed
      lapsed
    }
  }
`
const rates = graphql`
  query OpportunityFiguresRatesQuery($window: KpiWindow!, $filter: KpiFilter) {
    kpi(id: "K-17", window: $window, filter: $filter) {
      kpi {
        measures {
          key
          zh
          en
        }
      }
      total {
        figures {
          measure
          value
          numerator
          denominator
        }
      }
    }
  }
`
type Props = { board: OpportunityFigures_board$key; window: Span; owner: string | null }

/** What there is and what came of it, with the two rates that it should move; of a person where one is asked for. */
export function OpportunityFigures({ board, window, owner }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const { kinds } = useFragment(fragment, board)
  const mayRates = useRight('Query.kpi')
  const sum = (of: (kind: (typeof kinds)[number]) => number) => String(kinds.reduce((all, kind) => all + of(kind), 0))
  const cents = (of: (kind: (typeof kinds)[number]) => string) =>
    (Number(kinds.reduce((all, kind) => all + Math.round(Number(of(kind)) * 100), 0)) / 100).toFixed(2)
  return (
    <>
      <Figures>
        <Figure title={t`Open opportunities`} value={sum((kind) => kind.open)} unit="count" />
        <Figure title={t`Their amount`} value={cents((kind) => kind.amount)} unit="money" />
        <Figure title={t`Taken up`} value={sum((kind) => kind.taken)} unit="count" />
        <Figure title={t`Won within a year`} value={sum((kind) => kind.won)} unit="count">
          <Money cny={cents((kind) => kind.wonAmount)} />
        </Figure>
        {mayRates && (
          <Boundary fallback={null}>
            <Rates window={window} owner={owner} />
          </Boundary>
        )}
      </Figures>
      <Section title={t`Outcome by kind`}>
        <DataTable
          label={t`Outcome by kind`}
          heads={[
            { id: 'kind', title: t({ message: 'Kind', context: 'signals' }) },
            { id: 'open', title: t({ message: 'Open', context: 'opportunity' }), end: true },
            { id: 'amount', title: t`Amount`, end: true, wide: true },
            { id: 'held', title: t({ message: 'Held back', context: 'opportunity' }), end: true, wide: true },
            { id: 'taken', title: t`Taken up`, end: true },
            { id: 'won', title: t({ message: 'Won', context: 'opportunity' }), end: true },
            { id: 'untaken', title: t`of them by themselves`, end: true, wide: true },
            { id: 'subscribed', title: t`Subscribed`, end: true, wide: true },
            { id: 'dismissed', title: t`Dismissed`, end: true, wide: true },
            { id: 'lapsed', title: t({ message: 'Lapsed', context: 'opportunity' }), end: true, wide: true },
          ]}
        >
          {kinds.map((kind) => (
            <tr key={kind.key}>
              <td>
                <Link to={paths.opportunities({ kind: kind.key })}>{both(kind)}</Link>
              </td>
              <td className={endCell}>{kind.open}</td>
              <td className={wideEndCell}>
                <Money cny={kind.amount} />
              </td>
              <td className={wideEndCell}>{kind.held}</td>
              <td className={endCell}>{kind.taken}</td>
              <td className={endCell}>{kind.won}</td>
              <td className={wideEndCell}>{kind.wonUntaken}</td>
              <td className={wideEndCell}>
                <Money cny={kind.wonAmount} />
              </td>
              <td className={wideEndCell}>{kind.dismissed}</td>
              <td className={wideEndCell}>{kind.lapsed}</td>
            </tr>
          ))}
        </DataTable>
      </Section>
    </>
  )
}

function Rates({ window, owner }: { window: Span; owner: string | null }) {
  const { t } = useLingui()
  const both = useBoth()
  const { kpi: told } = useLazyLoadQuery<OpportunityFiguresRatesQuery>(
    rates,
    { window, filter: owner ? { owner } : {} },
    { fetchPolicy: 'store-and-network' },
  )
  return (
    <>
      {['reinvested', 'additional'].map((measure) => {
        const entry = told.kpi.measures.find(({ key }) => key === measure)
        const found = told.total.figures.find((each) => each.measure === measure)
        const part = found?.numerator
        return (
          <Figure
            key={measure}
            title={entry ? both(entry) : measure}
            value={numberOf(told.total.figures, measure)}
            unit="percent"
          >
            {part != null && `${part}/${found?.denominator} · `}
            <Link to={paths.cockpit({ owner, behind: `K-17:${measure}` })}>{t`In the cockpit`}</Link>
          </Figure>
        )
      })}
    </>
  )
}
