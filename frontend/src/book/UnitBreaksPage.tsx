import { useLingui } from '@lingui/react/macro'
import { useEffect } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { UnitBreaksPage_query$key } from '../__generated__/UnitBreaksPage_query.graphql'
import type { UnitBreaksPagePageQuery } from '../__generated__/UnitBreaksPagePageQuery.graphql'
import type { UnitBreaksPageQuery } from '../__generated__/UnitBreaksPageQuery.graphql'
import { count, decimal } from '../format/money'
import { paths } from '../paths'
import { Badge, type Hue, type Shape } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { DataTable, endCell, LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { SkeletonRows } from '../ui/Skeleton'
import { useGo, useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { BooksPage, useBookParts } from './BooksPage'
import { ExportButton } from './ExportButton'
import { useNameOfClass } from './fundName'
import { useFundWords } from './fundWords'
import { PickFilter } from './PickFilter'
import { SettleUnitBreak } from './SettleUnitBreak'
import css from './UnitBreaksPage.module.css'

const query = graphql`
  query UnitBreaksPageQuery($filter: UnitBreakFilter) {
    ...UnitBreaksPage_query @arguments(filter: $filter)
  }
`
const fragment = graphql`
  fragment UnitBreaksPage_query on Query
  @argumentDefinitions(
    filter: { type: "UnitBreakFilter" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "UnitBreaksPagePageQuery") {
    unitBreaks(filter: $filter, first: $first, after: $after)
      @connection(key: "UnitBreaksPage_unitBreaks", filters: ["filter"]) {
      totalCount
      edges {
        node {
          id
          asOf
          ourUnits
          registrarUnits
          difference
          state
          note
          settledAt
          investor
          settledBy {
            name
          }
          client {
            id
            name
          }
          product {
            id
            name
            code
          }
          shareClass {
            name
          }
          ...SettleUnitBreak_unitBreak
        }
      }
    }
  }
`
const looks: Record<string, [Hue, Shape]> = {
  open: ['red', 'ring'],
  explained: ['amber', 'half'],
  resolved: ['green', 'dot'],
}

/** Where our units are not the registrar's: both sides, the difference, and what became of it. */
export function UnitBreaksPage() {
  const { t } = useLingui()
  const { items } = useFundWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  // What is still to be done comes first; "all" is said in the URL.
  const may = useRight('Query.unitBreaks')
  const elsewhere = useBookParts()[0]?.to
  const go = useGo()
  // The entry of the navigation leads here; who may not see this part goes to the first he may.
  useEffect(() => {
    if (!may && elsewhere) go(elsewhere, { replace: true })
  }, [may, elsewhere, go])
  const states = (values.state ?? 'open').split(',').filter((each) => each && each !== 'all')
  return (
    <BooksPage title={t`Unit differences`}>
      <div className={css.tools}>
        <PickFilter
          title={t`State`}
          items={items('breakStates')}
          picked={states}
          onPicked={(next) => setSearch({ state: next.length ? next.join(',') : 'all' })}
        />
        {states.length > 0 && (
          <Button small look="quiet" onClick={() => setSearch({ state: 'all' })}>
            {t`Show all`}
          </Button>
        )}
      </div>
      {may && (
        <Boundary fallback={<SkeletonRows rows={8} />}>
          <List states={states} />
        </Boundary>
      )}
    </BooksPage>
  )
}

function List({ states }: { states: readonly string[] }) {
  const { t, i18n } = useLingui()
  const { word } = useFundWords()
  const nameOf = useNameOfClass()
  const maySettle = useRight('Mutation.settleUnitBreak')
  const filter = states.length ? { state: { in: [...states] } } : null
  const whole = useLazyLoadQuery<UnitBreaksPageQuery>(query, { filter }, { fetchPolicy: 'store-and-network' })
  const page = usePaginationFragment<UnitBreaksPagePageQuery, UnitBreaksPage_query$key>(fragment, whole)
  const { edges, totalCount } = page.data.unitBreaks
  if (edges.length === 0)
    return (
      <EmptyState scene={states.length ? 'filter' : 'list'} title={t`No difference to show.`}>
        {t`Differences appear when the registrar's list of units is imported and does not agree with the ledger.`}
      </EmptyState>
    )
  return (
    <>
      <div className={css.counted}>
        <p className={css.count}>{t`${count(totalCount, i18n.locale)} differences`}</p>
        <ExportButton small list="unitBreaks" question={{ filter }} rows={totalCount} />
      </div>
      <DataTable
        label={t`Unit differences`}
        heads={[
          { id: 'day', title: t`As of` },
          { id: 'client', title: t`Client` },
          { id: 'product', title: t`Product` },
          { id: 'ours', title: t`Our units`, end: true },
          { id: 'theirs', title: t`Registrar's units`, end: true },
          { id: 'difference', title: t`Difference`, end: true },
          { id: 'state', title: t`State` },
          { id: 'note', title: t`Reason` },
          ...(maySettle ? [{ id: 'act', title: t`Actions` }] : []),
        ]}
      >
        {edges.map(({ node }) => {
          const [hue, shape] = looks[node.state ?? ''] ?? ['neutral', 'dot']
          return (
            <tr key={node.id}>
              <td className={css.name}>{node.asOf}</td>
              <td className={css.name}>
                {node.client ? (
                  <Link to={paths.client(node.client.id, 'holdings')}>{node.client.name}</Link>
                ) : (
                  <span className={css.unknown}>
                    {t`Unknown investor`} {node.investor}
                  </span>
                )}
              </td>
              <td className={css.name}>
                {node.product ? (
                  <Link to={paths.product(node.product.id)}>{nameOf(node.product.name, node.shareClass?.name)}</Link>
                ) : (
                  '—'
                )}
              </td>
              <td className={endCell}>{decimal(node.ourUnits, i18n.locale, 2)}</td>
              <td className={endCell}>{decimal(node.registrarUnits, i18n.locale, 2)}</td>
              <td className={endCell}>
                <strong>{decimal(node.difference, i18n.locale, 2)}</strong>
              </td>
              <td>
                <Badge hue={hue} shape={shape}>
                  {word('breakStates', node.state ?? '')}
                </Badge>
              </td>
              <td className={css.note}>
                {node.note ?? '—'}
                {node.settledBy && <span className={css.by}>{node.settledBy.name}</span>}
              </td>
              {maySettle && (
                <td>
                  <SettleUnitBreak unitBreak={node} />
                </td>
              )}
            </tr>
          )
        })}
      </DataTable>
      <LoadMore
        hasNext={page.hasNext}
        loading={page.isLoadingNext}
        onMore={() => page.loadNext(50)}
        shown={edges.length}
        total={totalCount}
      />
    </>
  )
}
