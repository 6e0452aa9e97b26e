import { useLingui } from '@lingui/react/macro'
import { UsersRound } from 'lucide-react'
import { Suspense, useCallback, useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { TimelinePanel_client$key } from '../__generated__/TimelinePanel_client.graphql'
import type { TimelinePanelPageQuery } from '../__generated__/TimelinePanelPageQuery.graphql'
import type { TimelinePanelQuery } from '../__generated__/TimelinePanelQuery.graphql'
import { useInteractionBell } from '../book/interactionBell'
import { Failure } from '../relay/failure'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { SearchBox } from '../ui/grid/SearchBox'
import { SkeletonRows } from '../ui/Skeleton'
import { Toggle } from '../ui/Toggle'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { FamilyPanel } from './FamilyPanel'
import { FoundTalk } from './FoundTalk'
import { Happenings } from './Happenings'
import { StreamFilters } from './StreamFilters'
import { useStream } from './streamSearch'
import css from './TimelinePanel.module.css'

const query = graphql`
  query TimelinePanelQuery($id: ID!, $kinds: [TimelineKind!], $until: DateTime, $family: Boolean!) {
    client(id: $id) {
      household {
        id
        name
      }
      ...TimelinePanel_client @arguments(kinds: $kinds, until: $until) @skip(if: $family) @alias(as: "own")
    }
  }
`
const fragment = graphql`
  fragment TimelinePanel_client on Client
  @argumentDefinitions(
    kinds: { type: "[TimelineKind!]" }
    until: { type: "DateTime" }
    first: { type: "Int", defaultValue: 24 }
    after: { type: "String" }
  )
  @refetchable(queryName: "TimelinePanelPageQuery") {
    timeline(kinds: $kinds, until: $until, first: $first, after: $after) @connection(key: "TimelinePanel_timeline") {
      edges {
        node {
          __typename
        }
        ...Happenings_edge
      }
    }
  }
`

/** Everything that happened with a client, or with his whole family, newest first, by day. */
export function TimelinePanel({ id }: { id: string }) {
  const { shown, kinds } = useStream()
  const family = useSearchValues().family === '1'
  const { client } = useLazyLoadQuery<TimelinePanelQuery>(
    query,
    { id, kinds, until: shown.until, family },
    { fetchPolicy: 'store-and-network' },
  )
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const mayFind = useRight('Query.interactions')
  const mayFamily = useRight('Query.household')
  const [text, setText] = useState('')
  if (!client) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const { household } = client
  const wanted = text.trim()
  const whole = family && household
  return (
    <>
      <div className={css.tools}>
        {mayFind && (
          <div className={css.search}>
            <SearchBox text={text} onText={setText} placeholder={t`Search what was said`} />
          </div>
        )}
        {mayFamily && household && !wanted && (
          <Toggle
            label={t`With the whole family: ${household.name}`}
            checked={family}
            onChange={(on) => setSearch({ family: on ? '1' : null, who: null })}
          />
        )}
      </div>
      {wanted && (
        <Suspense fallback={<SkeletonRows rows={6} />}>
          <FoundTalk client={id} text={wanted} />
        </Suspense>
      )}
      {!wanted && whole && (
        <Suspense fallback={<SkeletonRows rows={6} />}>
          <FamilyPanel id={whole.id} />
        </Suspense>
      )}
      {!wanted && family && !household && (
        <EmptyState small icon={<UsersRound size={20} />} title={t`Not part of a household.`} />
      )}
      {!wanted && !whole && client.own && <Own client={client.own} />}
    </>
  )
}

function Own({ client }: { client: TimelinePanel_client$key }) {
  const { asked, waiting } = useStream()
  const { data, hasNext, isLoadingNext, loadNext, refetch } = usePaginationFragment<
    TimelinePanelPageQuery,
    TimelinePanel_client$key
  >(fragment, client)
  useInteractionBell(useCallback(() => void refetch({}, { fetchPolicy: 'store-and-network' }), [refetch]))
  return (
    <>
      <StreamFilters asked={asked} />
      <Happenings
        edges={data.timeline?.edges ?? []}
        waiting={waiting}
        hasNext={hasNext}
        loading={isLoadingNext}
        onMore={() => loadNext(24)}
      />
    </>
  )
}
