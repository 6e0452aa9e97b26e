import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { Boundary } from '../ui/Boundary'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { CareComing } from './CareComing'

const CareMonth = lazy(() => import('./CareMonth').then((loaded) => ({ default: loaded.CareMonth })))
const CareRules = lazy(() => import('./CareRules').then((loaded) => ({ default: loaded.CareRules })))
const Holidays = lazy(() => import('./Holidays').then((loaded) => ({ default: loaded.Holidays })))

/** Birthdays, anniversaries and festivals: what is coming as a list and a month, the rules, the holidays. */
export function CarePage() {
  const { t } = useLingui()
  const { tab } = useSearchValues()
  const setSearch = useSetSearch()
  const tabs = [
    { id: 'coming', title: t`Coming`, body: () => <CareComing /> },
    { id: 'month', title: t`Month`, body: () => <CareMonth /> },
    { id: 'rules', title: t`Rules`, body: () => <CareRules /> },
    { id: 'holidays', title: t`Holidays`, body: () => <Holidays /> },
  ]
  return (
    <Page title={t({ message: 'Care', context: 'page' })} padded>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <Tabs
          label={t({ message: 'Care', context: 'page' })}
          tabs={tabs.map((each) => ({
            ...each,
            body: () => <Boundary fallback={<SkeletonRows rows={6} />}>{each.body()}</Boundary>,
          }))}
          value={tabs.some((each) => each.id === tab) && tab ? tab : 'coming'}
          onChange={(id) => setSearch({ tab: id === 'coming' ? null : id, day: null, year: null })}
        />
      </Suspense>
    </Page>
  )
}
