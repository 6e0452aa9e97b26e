import { useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { FamilyPanel_household$key } from '../__generated__/FamilyPanel_household.graphql'
import type { FamilyPanelPageQuery } from '../__generated__/FamilyPanelPageQuery.graphql'
import type { FamilyPanelQuery } from '../__generated__/FamilyPanelQuery.graphql'
import { useInteractionBell } from '../book/interactionBell'
import { PickFilter } from '../book/PickFilter'
import { Failure } from '../relay/failure'
import { ErrorState } from '../ui/ErrorState'
import { useSetSearch } from '../viewer/url'
import { Happenings } from './Happenings'
import { StreamFilters } from './StreamFilters'
import { useStream } from './streamSearch'

const query = graphql`
  query FamilyPanelQuery($id: ID!, $client: ID, $kinds: [TimelineKind!], $until: DateTime) {
    household(id: $id) {
      ...FamilyPanel_household @arguments(client: $client, kinds: $kinds, until: $until)
    }
  }
`
const fragment = graphql`
  fragment FamilyPanel_household on Household
  @argumentDefinitions(
    client: { type: "ID" }
    kinds: { type: "[TimelineKind!]" }
    until: { type: "DateTime" }
    first: { type: "Int", defaultValue: 24 }
    after: { type: "String" }
  )
  @refetchable(queryName: "FamilyPanelPageQuery") {
    members {
      id
      name
    }
    timeline(client: $client, kinds: $kinds, until: $until, first: $first, after: $after)
      @connection(key: "FamilyPanel_timeline") {
      edges {
        node {
          __typename
        }
        ...Happenings_edge
      }
    }
  }
`

/** Everything that happened with the members of a family, newest first, by day. */
export function FamilyPanel({ id }: { id: string }) {
  const { shown, kinds } = useStream()
  const { household } = useLazyLoadQuery<FamilyPanelQuery>(
    query,
    { id, client: shown.who, kinds, until: shown.until },
    { fetchPolicy: 'store-and-network' },
  )
  if (!household) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  return <Family household={household} />
}

function Family({ household }: { household: FamilyPanel_household$key }) {
  const { t } = useLingui()
  const setSearch = useSetSearch()
  const { asked, waiting } = useStream()
  const { data, hasNext, isLoadingNext, loadNext, refetch } = usePaginationFragment<
    FamilyPanelPageQuery,
    FamilyPanel_household$key
  >(fragment, household)
  useInteractionBell(useCallback(() => void refetch({}, { fetchPolicy: 'store-and-network' }), [refetch]))
  return (
    <>
      <StreamFilters asked={asked}>
        <PickFilter
          title={t`Member`}
          items={data.members.map((member) => ({ value: member.id, label: member.name ?? '—' }))}
          picked={asked.who ? [asked.who] : []}
          onPicked={(values) => setSearch({ who: values.at(-1) ?? null })}
        />
      </StreamFilters>
      <Happenings
        named
        edges={data.timeline?.edges ?? []}
        waiting={waiting}
        hasNext={hasNext}
        loading={isLoadingNext}
        onMore={() => loadNext(24)}
      />
    </>
  )
}
