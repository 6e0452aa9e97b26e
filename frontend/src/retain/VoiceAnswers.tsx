import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery, usePaginationFragment } from 'react-relay'
import type { VoiceAnswers_query$key } from '../__generated__/VoiceAnswers_query.graphql'
import type { VoiceAnswersPageQuery } from '../__generated__/VoiceAnswersPageQuery.graphql'
import type { SurveyView, VoiceAnswersQuery } from '../__generated__/VoiceAnswersQuery.graphql'
import { ExportButton } from '../book/ExportButton'
import { count } from '../format/money'
import { Choice } from '../ui/Choice'
import { LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { FilterBar } from '../ui/FilterBar'
import { TextField } from '../ui/TextField'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { SurveyItem } from './SurveyItem'
import css from './Voice.module.css'

const query = graphql`
  query VoiceAnswersQuery($view: SurveyView, $filter: SurveyFilter, $orderBy: [SurveyOrder!]) {
    ...VoiceAnswers_query @arguments(view: $view, filter: $filter, orderBy: $orderBy)
  }
`
const fragment = graphql`
  fragment VoiceAnswers_query on Query
  @argumentDefinitions(
    view: { type: "SurveyView" }
    filter: { type: "SurveyFilter" }
    orderBy: { type: "[SurveyOrder!]" }
    first: { type: "Int", defaultValue: 30 }
    after: { type: "String" }
  )
  @refetchable(queryName: "VoiceAnswersPageQuery") {
    surveys(view: $view, filter: $filter, orderBy: $orderBy, first: $first, after: $after)
      @connection(key: "VoiceAnswers_surveys", filters: ["view", "filter", "orderBy"]) {
      totalCount
      edges {
        node {
          id
          ...SurveyItem_survey
        }
      }
    }
  }
`
const VIEWS: Record<string, SurveyView> = { answered: 'ANSWERED', low: 'LOW', unfollowed: 'UNFOLLOWED' }

/** What clients answered, the latest first: searched by what they wrote, narrowed to what calls for somebody. */
export function VoiceAnswers() {
  const { t, i18n } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [typed, setTyped] = useState(values.text ?? '')
  const view = VIEWS[values.view ?? ''] ? (values.view ?? 'answered') : 'answered'
  const kind = values.kind === 'csat' || values.kind === 'nps' ? values.kind : null
  const lowest = values.sort === 'score'
  const filter = {
    ...(kind ? { kind: { eq: kind } } : {}),
    ...(values.text ? { text: { contains: values.text } } : {}),
  }
  const orderBy = [
    lowest ? ({ field: 'SCORE', direction: 'ASC' } as const) : ({ field: 'ANSWERED_AT', direction: 'DESC' } as const),
  ]
  const whole = useLazyLoadQuery<VoiceAnswersQuery>(
    query,
    { view: VIEWS[view] ?? null, filter, orderBy },
    { fetchPolicy: 'store-and-network' },
  )
  const page = usePaginationFragment<VoiceAnswersPageQuery, VoiceAnswers_query$key>(fragment, whole)
  const { edges, totalCount } = page.data.surveys
  return (
    <>
      <FilterBar flush>
        <Choice
          label={t({ message: 'Show', context: 'survey' })}
          value={view}
          onChange={(next) => setSearch({ view: next === 'answered' ? null : next })}
          items={[
            { value: 'answered', label: t`All answers` },
            { value: 'low', label: t`Low answers` },
            { value: 'unfollowed', label: t`Low, not followed up` },
          ]}
        />
        <Choice
          label={t({ message: 'Survey', context: 'kind' })}
          value={kind ?? 'all'}
          onChange={(next) => setSearch({ kind: next === 'all' ? null : next })}
          items={[
            { value: 'all', label: t`Both` },
            { value: 'csat', label: 'CSAT' },
            { value: 'nps', label: 'NPS' },
          ]}
        />
        <Choice
          label={t`Order`}
          value={lowest ? 'score' : 'new'}
          onChange={(next) => setSearch({ sort: next === 'score' ? 'score' : null })}
          items={[
            { value: 'new', label: t`Newest first` },
            { value: 'score', label: t`Lowest first` },
          ]}
        />
        <form
          onSubmit={(event) => {
            event.preventDefault()
            setSearch({ text: typed.trim() || null })
          }}
        >
          <TextField
            label={t`In what they wrote`}
            type="search"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onBlur={() => setSearch({ text: typed.trim() || null })}
          />
        </form>
        <ExportButton list="surveys" question={{ filter: { ...filter, state: { eq: 'answered' } }, orderBy }} small />
      </FilterBar>
      {edges.length === 0 ? (
        <EmptyState scene="list" title={t`No answers to show.`}>
          {t`Clients are asked after a request was closed, and in rounds of NPS.`}
        </EmptyState>
      ) : (
        <>
          <p className={css.meta}>{t`${count(totalCount ?? edges.length, i18n.locale)} answers`}</p>
          <ul className={css.list} aria-label={t({ message: 'Answers', context: 'survey' })}>
            {edges.map(({ node }) => (
              <li key={node.id} className={css.item}>
                <SurveyItem survey={node} whose />
              </li>
            ))}
          </ul>
          <LoadMore
            hasNext={page.hasNext}
            loading={page.isLoadingNext}
            onMore={() => page.loadNext(30)}
            shown={edges.length}
            total={totalCount ?? undefined}
          />
        </>
      )}
    </>
  )
}
