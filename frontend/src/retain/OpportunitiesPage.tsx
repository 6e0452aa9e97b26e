import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OpportunitiesPageQuery } from '../__generated__/OpportunitiesPageQuery.graphql'
import { spanOf } from '../analyze/cockpitSearch'
import { useBoth } from '../book/journeyWords'
import { dayOf } from '../format/date'
import { count } from '../format/money'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { buttonClass } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { FilterBar } from '../ui/FilterBar'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight, useViewer } from '../viewer/Viewer'
import { OpportunityFigures } from './OpportunityFigures'
import { OpportunityList } from './OpportunityList'
import { useOpportunityWords, VIEWS } from './opportunityWords'

const query = graphql`
  query OpportunitiesPageQuery($view: String!, $kind: String, $owner: ID, $team: Boolean!) {
    opportunities(view: $view, kind: $kind, owner: $owner, team: $team) {
      ...OpportunityFigures_board
      ...OpportunityList_board
      kinds {
        key
        zh
        en
        open
      }
    }
  }
`

/** Additional and cross-selling chances with clients, the largest first; what one sees is in the URL. */
export function OpportunitiesPage() {
  const { t } = useLingui()
  const maySignals = useRight('Query.signals')
  return (
    <Page
      title={t`Opportunities`}
      padded
      actions={
        maySignals && <Link to={paths.signals({ tab: 'rules' })} className={buttonClass('plain')}>{t`Rules`}</Link>
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Board />
      </Boundary>
    </Page>
  )
}

function Board() {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const words = useOpportunityWords()
  const { user } = useViewer()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [turn, setTurn] = useState(0)
  const view = VIEWS.find((each) => each === values.view) ?? 'open'
  const of = values.of === 'mine' || values.of === 'team' ? values.of : 'all'
  const owner = of === 'mine' ? (user?.id ?? null) : null
  const { opportunities: board } = useLazyLoadQuery<OpportunitiesPageQuery>(
    query,
    { view, kind: values.kind ?? null, owner, team: of === 'team' },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  return (
    <>
      <OpportunityFigures board={board} window={spanOf('year', dayOf(new Date()))} owner={owner} />
      <FilterBar flush>
        <Choice
          label={t`State`}
          value={view}
          onChange={(next) => setSearch({ view: next === 'open' ? null : next })}
          items={VIEWS.map((value) => ({ value, label: words.state(value) }))}
        />
        <Choice
          label={t({ message: 'Kind', context: 'signals' })}
          clearable
          placeholder={t`All`}
          value={values.kind ?? null}
          onChange={(kind) => setSearch({ kind })}
          items={board.kinds.map((kind) => ({
            value: kind.key,
            label: `${both(kind)} (${count(kind.open, i18n.locale)})`,
          }))}
        />
        <Choice
          label={t`Whose clients`}
          value={of}
          onChange={(next) => setSearch({ of: next === 'all' ? null : next })}
          items={[
            { value: 'all', label: t`All I see` },
            { value: 'mine', label: t`Mine` },
            { value: 'team', label: t`My team's` },
          ]}
        />
      </FilterBar>
      <OpportunityList
        key={`${view} ${values.kind} ${of}`}
        board={board}
        view={view}
        onDone={() => setTurn((n) => n + 1)}
      />
    </>
  )
}
