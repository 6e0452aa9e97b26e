import { lazy, Suspense } from 'react'
import { Failure } from '../relay/failure'
import { ErrorState } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { useSay } from './say'

const Charts = lazy(() => import('./Charts').then((loaded) => ({ default: loaded.Charts })))

/** The design system with every part in every state, for those who may explore and for developers. */
export function UiPage() {
  const say = useSay()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const mayExplore = useRight('Right.explore')
  if (!mayExplore && !import.meta.env.DEV) return <ErrorState page failure={new Failure('NOT_FOUND', '')} />
  const chapters = [{ id: 'charts', title: say('图表', 'Charts'), body: () => <Charts /> }]
  return (
    <Page title={say('设计系统', 'Design system')} padded>
      <Suspense fallback={<SkeletonRows />}>
        <Tabs
          tabs={chapters}
          value={values.tab ?? 'charts'}
          onChange={(tab) => setSearch({ tab })}
          label={say('章节', 'Chapters')}
        />
      </Suspense>
    </Page>
  )
}
