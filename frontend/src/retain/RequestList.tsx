import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { RequestList_query$data, RequestList_query$key } from '../__generated__/RequestList_query.graphql'
import type { RequestListPageQuery } from '../__generated__/RequestListPageQuery.graphql'
import type { RequestListQuery } from '../__generated__/RequestListQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { count } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { RecordPanel } from '../ui/RecordPanel'
import { useSetSearch } from '../viewer/url'
import { RequestClocks } from './RequestClocks'
import css from './Requests.module.css'
import { RequestView } from './RequestView'
import { type ListView, orderOf } from './requestsView'
import { BOARD, requestHue, useRequestWords } from './requestWords'
import { TypeMark } from './TypeMark'

const query = graphql`
  query RequestListQuery($view: RequestView, $orderBy: [RequestOrder!]) {
    ...RequestList_query @arguments(view: $view, orderBy: $orderBy)
  }
`
const fragment = graphql`
  fragment RequestList_query on Query
  @argumentDefinitions(
    view: { type: "RequestView" }
    orderBy: { type: "[RequestOrder!]" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "RequestListPageQuery") {
    requests(view: $view, orderBy: $orderBy, first: $first, after: $after)
      @connection(key: "RequestList_requests", filters: ["view", "orderBy"]) {
      totalCount
      edges {
        node {
          id
          title
          zh
          en
          icon
          hue
          kind
          state
          priority
          responseBreachedAt
          client {
            id
            name
          }
          owner {
            name
          }
          ...RequestClocks_request
        }
      }
    }
  }
`
type Row = RequestList_query$data['requests']['edges'][number]['node']
type Props = { view: ListView; turn: number; onChanged: () => void }

/** The requests of a view as lines or as a board by state, and the chosen one beside them. */
export function RequestList({ view, turn, onChanged }: Props) {
  const { t, i18n } = useLingui()
  const setSearch = useSetSearch()
  const whole = useLazyLoadQuery<RequestListQuery>(
    query,
    { view: view.view, orderBy: orderOf(view.sort) },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const page = usePaginationFragment<RequestListPageQuery, RequestList_query$key>(fragment, whole)
  const { edges, totalCount } = page.data.requests
  const rows = edges.map(({ node }) => node)
  const open = (id: string | null) => setSearch({ request: id })
  const at = rows.findIndex(({ id }) => id === view.chosen)
  const beside = (step: number) => {
    const next = at < 0 ? undefined : rows[at + step]
    return next && (() => open(next.id))
  }
  return (
    <div className={css.split}>
      <div className={css.main}>
        {rows.length === 0 ? (
          <EmptyState scene="filter" title={t`No requests to show.`}>
            {t`Requests are written down on a client's page or here; others may be in another view.`}
          </EmptyState>
        ) : (
          <>
            <p className={css.meta}>{t`${count(totalCount ?? rows.length, i18n.locale)} requests`}</p>
            {view.board ? (
              <Board rows={rows} onOpen={open} />
            ) : (
              <ul className={css.list} aria-label={t`Service requests`}>
                {rows.map((row) => (
                  <li key={row.id} className={css.line} aria-current={row.id === view.chosen ? 'true' : undefined}>
                    <Said row={row} onOpen={open} />
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
        <LoadMore
          hasNext={page.hasNext}
          loading={page.isLoadingNext}
          onMore={() => page.loadNext(50)}
          shown={rows.length}
          total={totalCount ?? undefined}
        />
      </div>
      {view.chosen && (
        <RecordPanel
          label={t`Service request`}
          to={paths.requests({ request: view.chosen })}
          onClose={() => open(null)}
          onPrevious={beside(-1)}
          onNext={beside(1)}
        >
          <RequestView key={view.chosen} id={view.chosen} onChanged={onChanged} onOpen={open} />
        </RecordPanel>
      )}
    </div>
  )
}

type Opens = { onOpen: (id: string) => void }

function Said({ row, onOpen }: Opens & { row: Row }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useRequestWords()
  return (
    <>
      <span className={css.what}>
        <TextButton onClick={() => onOpen(row.id)}>{row.title}</TextButton>
        <small className={css.type}>
          <TypeMark icon={row.icon} hue={row.hue} name={both(row)} />
          {row.owner?.name}
        </small>
      </span>
      <span>{row.client ? <Link to={paths.client(row.client.id, 'requests')}>{row.client.name}</Link> : '—'}</span>
      <RequestClocks request={row} brief />
      <span className={css.marks}>
        <Badge hue={requestHue(row.state ?? '')} shape="ring">
          {words.state(row.state ?? '')}
        </Badge>
        {row.kind === 'complaint' && <Badge hue="amber">{t`Complaint`}</Badge>}
        {row.responseBreachedAt && (
          <Badge hue="red" shape="cross">
            {t`Time ran out`}
          </Badge>
        )}
      </span>
    </>
  )
}

function Board({ rows, onOpen }: Opens & { rows: readonly Row[] }) {
  const words = useRequestWords()
  const columns = BOARD.map((state) => ({ state, own: rows.filter((row) => row.state === state) })).filter(
    ({ own }) => own.length > 0,
  )
  return (
    <div className={css.board}>
      {columns.map(({ state, own }) => (
        <section key={state} className={css.column} aria-label={words.state(state)}>
          <h3>
            {words.state(state)} <span className={css.meta}>{own.length}</span>
          </h3>
          {own.map((row) => (
            <div key={row.id} className={css.card}>
              <Said row={row} onOpen={onOpen} />
            </div>
          ))}
        </section>
      ))}
    </div>
  )
}
