import { useLingui } from '@lingui/react/macro'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { RelayEnvironmentProvider } from 'react-relay'
import { StepUpDialog } from '../account/StepUpDialog'
import { paths } from '../paths'
import { createEnvironment } from '../relay/environment'
import { useReachable } from '../relay/reach'
import { onSessionEnd } from '../relay/session'
import { Boundary } from '../ui/Boundary'
import { SkeletonRows } from '../ui/Skeleton'
import { useNarrow } from '../ui/useNarrow'
import { Preferences } from '../viewer/Preferences'
import { useGo } from '../viewer/url'
import { ViewerProvider } from '../viewer/Viewer'
import css from './Frame.module.css'
import { Nav } from './Nav'
import { Shortcuts } from './Shortcuts'
import { TabBar } from './TabBar'
import { TopBar } from './TopBar'

// It shows nothing, so no first page waits for it.
const LiveTasks = lazy(() => import('./LiveTasks').then((loaded) => ({ default: loaded.LiveTasks })))

/** Everything behind the log-in: one store per signed-in person, the navigation, and the page inside. */
export function Frame() {
  const environment = useMemo(() => createEnvironment(), [])
  const go = useGo()
  useEffect(() => onSessionEnd(() => go(paths.login(location.pathname + location.search), { replace: true })), [go])
  return (
    <RelayEnvironmentProvider environment={environment}>
      <Boundary page fallback={<SkeletonRows />}>
        <ViewerProvider>
          <Preferences>
            <Shell />
          </Preferences>
        </ViewerProvider>
      </Boundary>
    </RelayEnvironmentProvider>
  )
}

const FOLDED = 'startrail.nav'

function Shell() {
  const { t } = useLingui()
  const narrow = useNarrow()
  const reachable = useReachable()
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLDED) === 'folded')
  const path = useRouterState({ select: (state) => state.location.pathname })
  const fold = () => {
    localStorage.setItem(FOLDED, folded ? 'open' : 'folded')
    setFolded(!folded)
  }
  return (
    <div className={[css.frame, folded && css.folded].filter(Boolean).join(' ')}>
      <a className={css.skip} href="#main">
        {t`Skip to the content`}
      </a>
      {!narrow && <Nav folded={folded} onFold={fold} />}
      <TopBar />
      <main id="main" className={css.main} tabIndex={-1}>
        <Boundary key={path} page fallback={<SkeletonRows />}>
          <Outlet />
        </Boundary>
      </main>
      {narrow && <TabBar />}
      {!reachable && (
        <div role="alert" className={css.banner}>
          {t`No connection. What you see may be old; changes are not saved until it is back.`}
        </div>
      )}
      <Suspense fallback={null}>
        <LiveTasks />
      </Suspense>
      <Shortcuts />
      <StepUpDialog />
    </div>
  )
}
