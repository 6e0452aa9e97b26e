import { useLingui } from '@lingui/react/macro'
import { History } from 'lucide-react'
import { Suspense, useCallback, useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { TimelinePanel_client$key } from '../__generated__/TimelinePanel_client.graphql'
import type { TimelinePanelPageQuery } from '../__generated__/TimelinePanelPageQuery.graphql'
import type { TimelinePanelQuery } from '../__generated__/TimelinePanelQuery.graphql'
import { useInteractionBell } from '../book/interactionBell'
import { Failure } from '../relay/failure'
import { LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { SearchBox } from '../ui/grid/SearchBox'
import { SkeletonRows } from '../ui/Skeleton'
import { Timeline } from '../ui/Timeline'
import { useRight } from '../viewer/Viewer'
import { FoundTalk } from './FoundTalk'
import { TimelineEntry, TimelineIcon } from './TimelineEntry'
import css from './TimelinePanel.module.css'

const query = graphql`
  query TimelinePanelQuery($id: ID!) {
    client(id: $id) {
      ...TimelinePanel_client
    }
  }
`
const fragment = graphql`
  fragment TimelinePanel_client on Client
  @argumentDefinitions(first: { type: "Int", defaultValue: 25 }, after: { type: "String" })
  @refetchable(queryName: "TimelinePanelPageQuery") {
    timeline(first: $first, after: $after) @connection(key: "TimelinePanel_timeline") {
      edges {
        cursor
        at
        node {
          __typename
          ...TimelineEntry_item
          ...TimelineEntryIcon_item
        }
      }
    }
  }
`

type Sort = 'all' | 'Interaction' | 'Task' | 'Transaction' | 'AuditEntry'

/** Everything that happened with a client, newest first, by day. */
export function TimelinePanel({ id }: { id: string }) {
  const { client } = useLazyLoadQuery<TimelinePanelQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const { t } = useLingui()
  const mayFind = useRight('Query.interactions')
  const [text, setText] = useState('')
  if (!client) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const wanted = text.trim()
  return (
    <>
      {mayFind && (
        <div className={css.search}>
          <SearchBox text={text} onText={setText} placeholder={t`Search what was said`} />
        </div>
      )}
      {wanted ? (
        <Suspense fallback={<SkeletonRows rows={6} />}>
          <FoundTalk client={id} text={wanted} />
        </Suspense>
      ) : (
        <Happenings client={client} />
      )}
    </>
  )
}

function Happenings({ client }: { client: TimelinePanel_client$key }) {
  const { t } = useLingui()
  const { data, hasNext, isLoadingNext, loadNext, refetch } = usePaginationFragment<
    TimelinePanelPageQuery,
    TimelinePanel_client$key
  >(fragment, client)
  useInteractionBell(useCallback(() => void refetch({}, { fetchPolicy: 'store-and-network' }), [refetch]))
  const [sort, setSort] = useState<Sort>('all')
  const edges = data.timeline?.edges ?? []
  const shown = edges.filter(({ node }) => sort === 'all' || node.__typename === sort)
  const sorts: [Sort, string][] = [
    ['all', t`Everything`],
    ['Interaction', t`Interactions`],
    ['Task', t`Tasks`],
    ['Transaction', t`Transactions`],
    ['AuditEntry', t`Changes`],
  ]
  return (
    <>
      <fieldset className={css.filters} aria-label={t`Show`}>
        {sorts.map(([each, title]) => (
          <button
            key={each}
            type="button"
            className={css.filter}
            aria-pressed={sort === each}
            onClick={() => setSort(each)}
          >
            {title}
          </button>
        ))}
      </fieldset>
      {shown.length === 0 && (
        <EmptyState small icon={<History size={20} />} title={t`Nothing of this kind yet.`}>
          {hasNext ? t`Older entries may have some: show more.` : undefined}
        </EmptyState>
      )}
      <Timeline
        entries={shown.map(({ cursor, at, node }) => ({
          id: cursor,
          at,
          icon: <TimelineIcon item={node} />,
          body: <TimelineEntry item={node} />,
        }))}
      />
      <LoadMore hasNext={hasNext} loading={isLoadingNext} onMore={() => loadNext(25)} shown={edges.length} />
    </>
  )
}
