import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { Boundary } from '../ui/Boundary'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { SignalFeed } from './SignalFeed'

const DrawdownBoard = lazy(() => import('./DrawdownBoard').then((loaded) => ({ default: loaded.DrawdownBoard })))
const SilentClients = lazy(() => import('./SilentClients').then((loaded) => ({ default: loaded.SilentClients })))
const SignalRules = lazy(() => import('./SignalRules').then((loaded) => ({ default: loaded.SignalRules })))

/** What calls for attention: all kinds in one list, funds that fell, clients nobody hears from, and the rules. */
export function SignalsPage() {
  const { t } = useLingui()
  const { tab } = useSearchValues()
  const setSearch = useSetSearch()
  const mayFalls = useRight('Query.drawdownEpisodes')
  const maySilent = useRight('Query.silences')
  const tabs = [
    { id: 'feed', title: t({ message: 'All', context: 'signals' }), body: () => <SignalFeed /> },
    ...(mayFalls ? [{ id: 'drawdowns', title: t`Drawdowns`, body: () => <DrawdownBoard /> }] : []),
    ...(maySilent ? [{ id: 'silent', title: t`Silent clients`, body: () => <SilentClients /> }] : []),
    { id: 'rules', title: t`Rules`, body: () => <SignalRules /> },
  ]
  return (
    <Page title={t`Signals`} padded>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <Tabs
          label={t`Signals`}
          tabs={tabs.map((each) => ({
            ...each,
            body: () => <Boundary fallback={<SkeletonRows rows={6} />}>{each.body()}</Boundary>,
          }))}
          value={tabs.some((each) => each.id === tab) && tab ? tab : 'feed'}
          onChange={(id) => setSearch({ tab: id === 'feed' ? null : id, kind: null, view: null, of: null })}
        />
      </Suspense>
    </Page>
  )
}
