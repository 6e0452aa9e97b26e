import { useLingui } from '@lingui/react/macro'
import { lazy, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CockpitPageQuery } from '../__generated__/CockpitPageQuery.graphql'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import css from './Cockpit.module.css'
import { CockpitChips, CockpitFilters } from './CockpitFilters'
import { askedIn, behindIn } from './cockpitSearch'

const CockpitCards = lazy(() => import('./CockpitCards').then((loaded) => ({ default: loaded.CockpitCards })))
const CockpitMoney = lazy(() => import('./CockpitMoney').then((loaded) => ({ default: loaded.CockpitMoney })))
const CockpitBoard = lazy(() => import('./CockpitBoard').then((loaded) => ({ default: loaded.CockpitBoard })))
const CockpitMap = lazy(() => import('./CockpitMap').then((loaded) => ({ default: loaded.CockpitMap })))
const CockpitPortrait = lazy(() => import('./CockpitPortrait').then((loaded) => ({ default: loaded.CockpitPortrait })))
const CockpitGrowth = lazy(() => import('./CockpitGrowth').then((loaded) => ({ default: loaded.CockpitGrowth })))
const CockpitHeads = lazy(() => import('./CockpitHeads').then((loaded) => ({ default: loaded.CockpitHeads })))
const CockpitFunnel = lazy(() => import('./CockpitFunnel').then((loaded) => ({ default: loaded.CockpitFunnel })))
const CockpitBehind = lazy(() => import('./CockpitBehind').then((loaded) => ({ default: loaded.CockpitBehind })))

const query = graphql`
  query CockpitPageQuery {
    teams {
      id
      name
      members {
        id
        name
      }
    }
  }
`

/** The first look of who leads: money, clients, funnel and who they are, of a period; what is asked is in the URL. */
export function CockpitPage() {
  const { t } = useLingui()
  const mayRead = useRight('Query.kpi')
  return (
    <Page title={t`Cockpit`} padded actions={mayRead && <Button onClick={() => print()}>{t`Print`}</Button>}>
      {mayRead ? (
        <Boundary fallback={<SkeletonRows rows={10} />}>
          <Asked />
        </Boundary>
      ) : (
        <EmptyState scene="list" title={t`Your role does not include the figures of the firm.`} />
      )}
    </Page>
  )
}

function Asked() {
  const values = useSearchValues()
  const mayTrack = useRight('Query.journeyFigures')
  const [now] = useState(() => new Date())
  const { teams } = useLazyLoadQuery<CockpitPageQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const asked = askedIn(values, now)
  const behind = behindIn(values.behind)
  const key = JSON.stringify(asked)
  const members = teams.find(({ id }) => id === asked.filter.team)?.members ?? []
  const list = members.map(({ id }) => id)
  return (
    <div className={css.page}>
      <CockpitFilters asked={asked} teams={teams} />
      <CockpitChips filter={asked.filter} teams={teams} />
      <Boundary key={`cards ${key}`} fallback={<SkeletonRows rows={4} />}>
        <CockpitCards asked={asked} />
      </Boundary>
      {behind && (
        <Boundary key={`behind ${key} ${values.behind}`} fallback={<SkeletonRows rows={6} />}>
          <CockpitBehind asked={asked} behind={behind} members={list} />
        </Boundary>
      )}
      <div className={css.pair}>
        <Boundary key={`money ${key}`} fallback={<SkeletonRows rows={8} />}>
          <CockpitMoney asked={asked} />
        </Boundary>
        <Boundary key={`board ${key} ${values.board}`} fallback={<SkeletonRows rows={8} />}>
          <CockpitBoard asked={asked} members={list} />
        </Boundary>
        <Boundary key={`map ${key}`} fallback={<SkeletonRows rows={8} />}>
          <CockpitMap asked={asked} members={list} />
        </Boundary>
        <Boundary key={`portrait ${key} ${values.by}`} fallback={<SkeletonRows rows={8} />}>
          <CockpitPortrait asked={asked} members={list} />
        </Boundary>
        <Boundary key={`growth ${key} ${values.grow}`} fallback={<SkeletonRows rows={8} />}>
          <CockpitGrowth asked={asked} members={list} />
        </Boundary>
        <Boundary key={`heads ${key}`} fallback={<SkeletonRows rows={8} />}>
          <CockpitHeads asked={asked} members={list} />
        </Boundary>
      </div>
      {mayTrack && (
        <Boundary key={`funnel ${key}`} fallback={<SkeletonRows rows={8} />}>
          <CockpitFunnel asked={asked} />
        </Boundary>
      )}
    </div>
  )
}
