import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { Boundary } from '../ui/Boundary'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { TierModelPanel } from './TierModelPanel'

const TierMovesPanel = lazy(() => import('./TierMovesPanel').then((loaded) => ({ default: loaded.TierMovesPanel })))

/** The firm's tiers: the model in words and its versions, and who moved from one day to another. */
export function TiersPage() {
  const { t } = useLingui()
  const { tab } = useSearchValues()
  const setSearch = useSetSearch()
  const mayMoves = useRight('Query.tierMoves')
  const model = { id: 'model', title: t`Model`, body: () => <TierModelPanel /> }
  const moves = { id: 'moves', title: t`Moves`, body: () => <TierMovesPanel /> }
  return (
    <Page title={t`Tiers`} padded>
      <Boundary fallback={<SkeletonRows rows={6} />}>
        <Suspense fallback={<SkeletonRows rows={6} />}>
          <Tabs
            label={t`Tiers`}
            tabs={mayMoves ? [model, moves] : [model]}
            value={mayMoves && tab === 'moves' ? 'moves' : 'model'}
            onChange={(id) => setSearch({ tab: id === 'model' ? null : id })}
          />
        </Suspense>
      </Boundary>
    </Page>
  )
}
