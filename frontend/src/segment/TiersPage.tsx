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
const TierFiguresPanel = lazy(() =>
  import('./TierFiguresPanel').then((loaded) => ({ default: loaded.TierFiguresPanel })),
)

/** The firm's tiers: the model in words and its versions, who moved from one day to another, and the figures. */
export function TiersPage() {
  const { t } = useLingui()
  const { tab } = useSearchValues()
  const setSearch = useSetSearch()
  const mayMoves = useRight('Query.tierMoves')
  const model = { id: 'model', title: t`Model`, body: () => <TierModelPanel /> }
  const mayFigures = useRight('Query.highValueShare')
  const moves = { id: 'moves', title: t`Moves`, body: () => <TierMovesPanel /> }
  const figures = {
    id: 'figures',
    title: t({ message: 'Figures', context: 'tiers' }),
    body: () => <TierFiguresPanel />,
  }
  const tabs = [model, ...(mayMoves ? [moves] : []), ...(mayFigures ? [figures] : [])]
  return (
    <Page title={t`Tiers`} padded>
      <Boundary fallback={<SkeletonRows rows={6} />}>
        <Suspense fallback={<SkeletonRows rows={6} />}>
          <Tabs
            label={t`Tiers`}
            tabs={tabs}
            value={tabs.some((each) => each.id === tab) && tab ? tab : 'model'}
            onChange={(id) => setSearch({ tab: id === 'model' ? null : id })}
          />
        </Suspense>
      </Boundary>
    </Page>
  )
}
