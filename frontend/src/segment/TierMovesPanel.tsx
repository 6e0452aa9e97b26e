import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TierMovesPanelQuery, TierMovesPanelQuery$data } from '../__generated__/TierMovesPanelQuery.graphql'
import { dayOf, isDay } from '../format/date'
import { count } from '../format/money'
import { Button } from '../ui/Button'
import { Chart } from '../ui/chart/Chart'
import { DateField } from '../ui/DateField'
import { SkeletonRows } from '../ui/Skeleton'
import { Toggle } from '../ui/Toggle'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { TierMatrix } from './TierMatrix'
import { TierMovers } from './TierMovers'
import css from './Tiers.module.css'

const query = graphql`
  query TierMovesPanelQuery($from: Date!, $to: Date!, $restated: Boolean!) {
    tierMoves(from: $from, to: $to, restated: $restated) {
      upward
      tiers {
        key
        zh
        en
      }
      rows {
        tier
        total
        cells {
          to
          count
          share
          flow
          market
          model
          profile
        }
      }
    }
  }
`
export type Moves = TierMovesPanelQuery$data['tierMoves']
export type Picked = { from: string | null; to: string | null }

/** So many days before today, as a business date. */
const daysAgo = (days: number): string => dayOf(new Date(Date.now() - days * 86_400_000))

/** Who moved between tiers from one day to another: a stream, a matrix, and the clients behind each part of both. */
export function TierMovesPanel() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const from = isDay(values.from) ? values.from : daysAgo(90)
  const to = isDay(values.to) ? values.to : daysAgo(0)
  const restated = values.restated === 'yes'
  return (
    <>
      <div className={css.window}>
        <DateField
          label={t({ message: 'From', context: 'first day' })}
          value={from}
          onChange={(day) => setSearch({ from: day, cell: null })}
        />
        <DateField
          label={t({ message: 'To', context: 'last day' })}
          value={to}
          onChange={(day) => setSearch({ to: day, cell: null })}
        />
        <Toggle
          label={t`With all that is known now (restated)`}
          checked={restated}
          onChange={(on) => setSearch({ restated: on ? 'yes' : null, cell: null })}
        />
      </div>
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <Between key={`${from}${to}${restated}`} from={from} to={to} restated={restated} />
      </Suspense>
    </>
  )
}

function Between({ from, to, restated }: { from: string; to: string; restated: boolean }) {
  const { t, i18n } = useLingui()
  const { cell } = useSearchValues()
  const setSearch = useSetSearch()
  const { tierMoves } = useLazyLoadQuery<TierMovesPanelQuery>(
    query,
    { from, to, restated },
    { fetchPolicy: 'store-and-network' },
  )
  const word = useCellWords(tierMoves)
  // The two ends of the stream need names of their own.
  const before = (tier: string) => t({ message: `${tier}, before`, context: 'tier on the first day' })
  const after = (tier: string) => t({ message: `${tier}, after`, context: 'tier on the last day' })
  const links = tierMoves.rows.flatMap((row) =>
    row.cells.map((each) => ({
      from: row.tier == null ? t`New` : before(word(row.tier, 'from')),
      to: each.to == null ? t`Left` : after(word(each.to, 'to')),
      value: String(each.count ?? 0),
      picked: { from: row.tier ?? null, to: each.to ?? null },
    })),
  )
  const drawn = links.filter((link) => link.value !== '0')
  const moved = tierMoves.rows.flatMap((row) =>
    row.tier == null ? [] : row.cells.filter((each) => each.to !== row.tier),
  )
  const number = count(
    moved.reduce((sum, each) => sum + (each.count ?? 0), 0),
    i18n.locale,
  )
  const up = tierMoves.upward == null ? '' : `${(Number(tierMoves.upward) * 100).toFixed(1)}%`
  const pick = (picked: Picked) => setSearch({ cell: `${picked.from ?? ''}>${picked.to ?? ''}` })
  const picked = readCell(cell)
  return (
    <>
      <Chart
        title={t`Moves between tiers`}
        summary={up ? t`${number} left their tier; ${up} of all went up.` : t`${number} left their tier.`}
        spec={{ kind: 'sankey', unit: 'count', links: drawn }}
        height={320}
        onPick={({ name }: { name: string }) => {
          const link = drawn.find((each) => `${each.from} → ${each.to}` === name)
          if (link) pick(link.picked)
        }}
      />
      <TierMatrix moves={tierMoves} word={word} onPick={pick} />
      {picked && (
        <TierMovers
          from={from}
          to={to}
          restated={restated}
          picked={picked}
          title={`${word(picked.from, 'from')} → ${word(picked.to, 'to')}`}
          actions={<Button small onClick={() => setSearch({ cell: null })}>{t`Close`}</Button>}
        />
      )}
    </>
  )
}

function readCell(text: string | undefined): Picked | null {
  if (!text?.includes('>')) return null
  const [from, to] = text.split('>')
  return { from: from || null, to: to || null }
}

/** The words of a place of the matrix: a tier, new, left, or in none. */
function useCellWords(moves: Moves) {
  const { t, i18n } = useLingui()
  return (key: string | null | undefined, end: 'from' | 'to'): string => {
    if (key == null) return end === 'from' ? t`New` : t`Left`
    if (key === '-') return t`No tier`
    const tier = moves.tiers.find((each) => each.key === key)
    return tier ? (i18n.locale === 'zh-CN' ? tier.zh : tier.en) : key
  }
}
