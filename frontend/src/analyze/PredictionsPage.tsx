import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { Boundary } from '../ui/Boundary'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { PredictionList } from './PredictionList'

const PredictionModels = lazy(() =>
  import('./PredictionModels').then((loaded) => ({ default: loaded.PredictionModels })),
)

/** Who may leave, who may add, and the models that say so. */
export function PredictionsPage() {
  const { t } = useLingui()
  const { tab } = useSearchValues()
  const setSearch = useSetSearch()
  const tabs = [
    { id: 'churn', title: t`Churn warning`, body: () => <PredictionList kind="churn" /> },
    { id: 'upsell', title: t`Upsell potential`, body: () => <PredictionList kind="upsell" /> },
    { id: 'model', title: t`Models`, body: () => <PredictionModels /> },
  ]
  return (
    <Page title={t`Predictions`} padded>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <Tabs
          label={t`Predictions`}
          tabs={tabs.map((each) => ({
            ...each,
            body: () => (
              <Boundary key={each.id} fallback={<SkeletonRows rows={6} />}>
                {each.body()}
              </Boundary>
            ),
          }))}
          value={tabs.some((each) => each.id === tab) && tab ? tab : 'churn'}
          onChange={(id) => setSearch({ tab: id === 'churn' ? null : id, band: null, of: null, kind: null })}
        />
      </Suspense>
    </Page>
  )
}
