import { lazy, Suspense } from 'react'
import { Failure } from '../relay/failure'
import { ErrorState } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { useSay } from './say'

const Boards = lazy(() => import('./Boards').then((loaded) => ({ default: loaded.Boards })))
const Charts = lazy(() => import('./Charts').then((loaded) => ({ default: loaded.Charts })))
const Conditions = lazy(() => import('./Conditions').then((loaded) => ({ default: loaded.Conditions })))
const Forms = lazy(() => import('./Forms').then((loaded) => ({ default: loaded.Forms })))
const Grids = lazy(() => import('./Grids').then((loaded) => ({ default: loaded.Grids })))
const Pieces = lazy(() => import('./Pieces').then((loaded) => ({ default: loaded.Pieces })))
const Records = lazy(() => import('./Records').then((loaded) => ({ default: loaded.Records })))
const Versions = lazy(() => import('./Versions').then((loaded) => ({ default: loaded.Versions })))

/** The design system with every part in every state, for those who may explore and for developers. */
export function UiPage() {
  const say = useSay()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const mayExplore = useRight('Right.explore')
  if (!mayExplore && !import.meta.env.DEV) return <ErrorState page failure={new Failure('NOT_FOUND', '')} />
  const chapters = [
    { id: 'grid', title: say('表格', 'Grid'), body: () => <Grids /> },
    { id: 'records', title: say('记录', 'Records'), body: () => <Records /> },
    { id: 'pieces', title: say('零件', 'Pieces'), body: () => <Pieces /> },
    { id: 'forms', title: say('表单', 'Forms'), body: () => <Forms /> },
    { id: 'charts', title: say('图表', 'Charts'), body: () => <Charts /> },
    { id: 'board', title: say('看板', 'Board'), body: () => <Boards /> },
    { id: 'conditions', title: say('条件', 'Conditions'), body: () => <Conditions /> },
    { id: 'versions', title: say('版本', 'Versions'), body: () => <Versions /> },
  ]
  return (
    <Page title={say('设计系统', 'Design system')} padded>
      <Suspense fallback={<SkeletonRows />}>
        <Tabs
          tabs={chapters}
          value={values.tab ?? 'grid'}
          onChange={(tab) => setSearch({ tab })}
          label={say('章节', 'Chapters')}
        />
      </Suspense>
    </Page>
  )
}
