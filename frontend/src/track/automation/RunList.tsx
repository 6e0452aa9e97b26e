import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { RunList_query$data, RunList_query$key } from '../../__generated__/RunList_query.graphql'
import type { RunListPageQuery } from '../../__generated__/RunListPageQuery.graphql'
import type { RunListQuery } from '../../__generated__/RunListQuery.graphql'
import { useRunWords } from '../../book/automationWords'
import { ClientChoice } from '../../book/ClientChoice'
import { useBoth } from '../../book/journeyWords'
import { TextButton } from '../../ui/Button'
import { Choice } from '../../ui/Choice'
import { EmptyState } from '../../ui/EmptyState'
import { FilterBar } from '../../ui/FilterBar'
import { useSearchValues, useSetSearch } from '../../viewer/url'
import { RunsBeside } from './RunsBeside'

const query = graphql`
  query RunListQuery($filter: AutomationRunFilter, $client: ID!, $named: Boolean!) {
    automations {
      id
      zh
      en
    }
    client(id: $client) @include(if: $named) {
      id
      name
    }
    ...RunList_query @arguments(filter: $filter)
  }
`
const fragment = graphql`
  fragment RunList_query on Query
  @argumentDefinitions(
    filter: { type: "AutomationRunFilter" }
    first: { type: "Int", defaultValue: 50 }
    after: { type: "String" }
  )
  @refetchable(queryName: "RunListPageQuery") {
    automationRuns(filter: $filter, first: $first, after: $after)
      @connection(key: "RunList_automationRuns") {
      totalCount
      edges {
        node {
          id
          event
          state
          startedAt
          endedAt
          automation {
            zh
            en
          }
          client {
            name
          }
        }
      }
    }
  }
`
export type Row = RunList_query$data['automationRuns']['edges'][number]['node']

/** The runs that the URL asks for, the latest first, with the open one beside them. */
export function RunList() {
  const { t } = useLingui()
  const both = useBoth()
  const words = useRunWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const filter = {
    ...(values.automation ? { automation: values.automation } : {}),
    ...(values.client ? { client: values.client } : {}),
    ...(values.state ? { states: [values.state] } : {}),
  }
  const root = useLazyLoadQuery<RunListQuery>(
    query,
    { filter, client: values.client ?? '', named: Boolean(values.client) },
    { fetchPolicy: 'store-and-network' },
  )
  const page = usePaginationFragment<RunListPageQuery, RunList_query$key>(fragment, root)
  const rows = page.data.automationRuns.edges.map(({ node }) => node)
  const client = root.client ? { value: root.client.id, label: root.client.name ?? '—' } : null
  return (
    <>
      <FilterBar flush>
        <Choice
          label={t`State`}
          clearable
          placeholder={t`All`}
          items={words.states}
          value={values.state ?? null}
          onChange={(state) => setSearch({ state, open: null })}
        />
        <Choice
          label={t`Automation`}
          clearable
          placeholder={t`All`}
          items={root.automations.map((each) => ({ value: each.id, label: both(each) }))}
          value={values.automation ?? null}
          onChange={(automation) => setSearch({ automation, open: null })}
        />
        <ClientChoice
          key={values.client ?? ''}
          label={t`Client`}
          value={client}
          onChange={(next) => setSearch({ client: next?.value ?? null, open: null })}
        />
        {values.client && <TextButton onClick={() => setSearch({ client: null })}>{t`All clients`}</TextButton>}
      </FilterBar>
      {rows.length === 0 && !values.open ? (
        <EmptyState scene="list" title={t`No run here.`}>
          {t`A run appears when what an automation waits for happens.`}
        </EmptyState>
      ) : (
        <RunsBeside
          rows={rows}
          total={page.data.automationRuns.totalCount ?? 0}
          page={page}
          onChanged={() => page.refetch({}, { fetchPolicy: 'network-only' })}
        />
      )}
    </>
  )
}
