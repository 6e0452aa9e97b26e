import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { DrawdownBoardQuery } from '../__generated__/DrawdownBoardQuery.graphql'
import { Fall } from '../book/Fall'
import { date } from '../format/date'
import { count } from '../format/money'
import { paths } from '../paths'
import { DataTable, endCell, wideCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { FilterBar } from '../ui/FilterBar'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Toggle } from '../ui/Toggle'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { Progress } from './Progress'

const query = graphql`
  query DrawdownBoardQuery($ended: Boolean!) {
    drawdownEpisodes(ended: $ended) {
      id
      begunOn
      navDate
      level
      deepest
      holders
      aum
      loss
      owners
      contacted
      open
      product {
        name
      }
      shareClass {
        name
      }
    }
  }
`

/** Funds that fell, and how far the talks with their holders are. */
export function DrawdownBoard() {
  const { t, i18n } = useLingui()
  const { view } = useSearchValues()
  const setSearch = useSetSearch()
  const ended = view === 'ended'
  const { drawdownEpisodes: waves } = useLazyLoadQuery<DrawdownBoardQuery>(
    query,
    { ended },
    { fetchPolicy: 'store-and-network' },
  )
  return (
    <>
      <FilterBar flush>
        <Toggle
          label={t`Those that are over`}
          checked={ended}
          onChange={(on) => setSearch({ view: on ? 'ended' : null })}
        />
      </FilterBar>
      {waves.length === 0 ? (
        <EmptyState
          scene="list"
          title={ended ? t`No drawdown is over yet.` : t`No fund has fallen beyond a threshold.`}
        >
          {t`A fund stands here as soon as it has fallen beyond a threshold for somebody who holds it.`}
        </EmptyState>
      ) : (
        <DataTable
          label={t`Drawdowns`}
          heads={[
            { id: 'fund', title: t`Fund` },
            { id: 'deepest', title: t`Deepest` },
            { id: 'holders', title: t`Holders`, end: true },
            { id: 'aum', title: t`AUM`, end: true, wide: true },
            { id: 'loss', title: t`Loss`, end: true },
            { id: 'owners', title: t`Managers`, end: true, wide: true },
            { id: 'talks', title: t`Talks` },
            { id: 'begun', title: t`Since`, wide: true },
          ]}
        >
          {waves.map((wave) => (
            <tr key={wave.id}>
              <td>
                <Link to={paths.drawdownEpisode(wave.id)}>
                  {wave.product?.name ?? '—'} {wave.shareClass?.name}
                </Link>
              </td>
              <td>
                <Fall ratio={wave.deepest} level={wave.level} />
              </td>
              <td className={endCell}>{count(wave.holders, i18n.locale)}</td>
              <td className={wideEndCell}>
                <Money cny={wave.aum} />
              </td>
              <td className={endCell}>
                <Money cny={wave.loss} />
              </td>
              <td className={wideEndCell}>{count(wave.owners, i18n.locale)}</td>
              <td>
                <Progress done={wave.contacted} of={wave.holders} />
              </td>
              <td className={wideCell}>{date(wave.begunOn)}</td>
            </tr>
          ))}
        </DataTable>
      )}
    </>
  )
}
