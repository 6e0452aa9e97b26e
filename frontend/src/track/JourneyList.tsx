import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { JourneyList_query$data, JourneyList_query$key } from '../__generated__/JourneyList_query.graphql'
import type { JourneyListPageQuery } from '../__generated__/JourneyListPageQuery.graphql'
import type { JourneyListQuery } from '../__generated__/JourneyListQuery.graphql'
import css from '../book/Journeys.module.css'
import { useBoth, useJourneyWords } from '../book/journeyWords'
import { useJourneyChange } from '../book/useJourneyChange'
import { dayOf } from '../format/date'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { DataTable, endCell, LoadMore, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import { useRight } from '../viewer/Viewer'

const query = graphql`
  query JourneyListQuery($filter: JourneyFilter) {
    ...JourneyList_query @arguments(filter: $filter)
  }
`
const fragment = graphql`
  fragment JourneyList_query on Query
  @argumentDefinitions(
    filter: { type: "JourneyFilter" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "JourneyListPageQuery") {
    journeys(filter: $filter, first: $first, after: $after) @connection(key: "JourneyList_journeys") {
      totalCount
      edges {
        node {
          id
          version
          state
          stageZh
          stageEn
          stageDueOn
          enteredAt
          expectedAmount
          probability
          client {
            id
            name
          }
          owner {
            name
          }
          product {
            name
          }
        }
      }
    }
  }
`
type Row = JourneyList_query$data['journeys']['edges'][number]['node']
type Filter = { template: string; states: string[]; owner?: string; overdue?: boolean }

/** Journeys as a table, those first that should leave their stage soonest; several can be moved on together. */
export function JourneyList({ filter }: { filter: Filter }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useJourneyWords()
  const root = useLazyLoadQuery<JourneyListQuery>(query, { filter }, { fetchPolicy: 'store-and-network' })
  const { data, hasNext, isLoadingNext, loadNext, refetch } = usePaginationFragment<
    JourneyListPageQuery,
    JourneyList_query$key
  >(fragment, root)
  const mayMove = useRight('Mutation.advanceJourney')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const rows = data.journeys.edges.map(({ node }) => node)
  if (rows.length === 0) return <EmptyState scene="list" title={t`No journey here.`} />
  const today = dayOf(new Date())
  const pick = (row: Row, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(row.id)
    else next.delete(row.id)
    setChosen(next)
  }
  return (
    <>
      {mayMove && chosen.size > 0 && (
        <MoveOn
          rows={rows.filter(({ id }) => chosen.has(id))}
          onDone={() => {
            setChosen(new Set())
            refetch({}, { fetchPolicy: 'network-only' })
          }}
        />
      )}
      <DataTable
        label={t`Journeys`}
        heads={[
          ...(mayMove ? [{ id: 'pick', title: '' }] : []),
          { id: 'client', title: t`Client` },
          { id: 'stage', title: t`Stage` },
          { id: 'due', title: t`Leave by` },
          { id: 'amount', title: t`Expected amount`, end: true },
          { id: 'owner', title: t`Responsible`, wide: true },
          { id: 'fund', title: t`Fund`, wide: true },
        ]}
      >
        {rows.map((row) => (
          <tr key={row.id}>
            {mayMove && (
              <td>
                <Toggle
                  label={<span className="sr-only">{t`Choose ${row.client?.name ?? '—'}`}</span>}
                  checked={chosen.has(row.id)}
                  onChange={(on) => pick(row, on)}
                />
              </td>
            )}
            <td>
              <Link to={paths.client(row.client?.id ?? '', 'journey')}>{row.client?.name ?? '—'}</Link>
            </td>
            <td>
              {both({ zh: row.stageZh, en: row.stageEn })}{' '}
              {row.state !== 'open' && <Badge hue="amber">{words.state(row.state)}</Badge>}
            </td>
            <td className={row.stageDueOn != null && row.stageDueOn < today ? `${css.due} ${css.late}` : css.due}>
              {row.stageDueOn ?? '—'}
            </td>
            <td className={endCell}>
              <Money cny={row.expectedAmount} />
            </td>
            <td className={wideCell}>{row.owner?.name ?? '—'}</td>
            <td className={wideCell}>{row.product?.name ?? '—'}</td>
          </tr>
        ))}
      </DataTable>
      <LoadMore
        hasNext={hasNext}
        loading={isLoadingNext}
        onMore={() => loadNext(50)}
        shown={rows.length}
        total={data.journeys.totalCount}
      />
    </>
  )
}

/** Moves several on, one after the other: each by itself, under the same conditions as alone. */
function MoveOn({ rows, onDone }: { rows: readonly Row[]; onDone: () => void }) {
  const { t } = useLingui()
  const { advance, busy } = useJourneyChange()
  const go = async () => {
    let moved = 0
    for (const row of rows) if (!(await advance(row))) moved += 1
    const left = rows.length - moved
    toast(
      left === 0 ? t`${moved} moved on.` : t`${moved} moved on; of ${left} something is missing.`,
      left > 0 ? 'bad' : 'good',
    )
    onDone()
  }
  return (
    <div className={css.acts}>
      <Button small look="primary" busy={busy} onClick={() => void go()}>
        {t`Move ${rows.length} on`}
      </Button>
    </div>
  )
}
