import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { ExportButton } from '../book/ExportButton'
import { useNeedWords } from '../book/needWords'
import { PickFilter } from '../book/PickFilter'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useViewer } from '../viewer/Viewer'
import { NeedGroups } from './NeedGroups'
import { type Doing, NeedsList } from './NeedsList'
import css from './NeedsPage.module.css'
import { filterOf, type NeedGrouping, orderOf, readNeedsView, withGroup } from './needsView'

const CloseNeedDialog = lazy(() => import('./CloseNeedDialog').then((l) => ({ default: l.CloseNeedDialog })))
const NeedDialog = lazy(() => import('./NeedDialog').then((l) => ({ default: l.NeedDialog })))

/** All needs in reach: narrowed, ordered and in groups; what one sees is in the URL. */
export function NeedsPage() {
  const { t } = useLingui()
  const { state, horizons } = useNeedWords()
  const { user } = useViewer()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const view = readNeedsView(values)
  const filter = filterOf(view, user?.id ?? '')
  const orderBy = orderOf(view.sort)
  const [turn, setTurn] = useState(0)
  const [doing, setDoing] = useState<Doing | null>(null)
  const again = () => setTurn((n) => n + 1)
  const close = () => setDoing(null)
  return (
    <Page
      title={t`Needs`}
      actions={<ExportButton list="needs" question={{ filter: withGroup(filter, view), orderBy }} small />}
    >
      <div className={css.tools}>
        <PickFilter
          title={t`State`}
          items={['open', 'met', 'dropped'].map((value) => ({ value, label: state(value) }))}
          picked={view.states}
          onPicked={(next) => setSearch({ state: next.length ? next.join(',') : 'all', in: null })}
        />
        <PickFilter
          title={t`Horizon`}
          items={horizons}
          picked={view.horizons}
          onPicked={(next) => setSearch({ horizon: next.join(',') || null, in: null })}
        />
        <TextField
          label={t`Purpose has`}
          value={view.purpose}
          onChange={(event) => setSearch({ purpose: event.target.value || null, in: null })}
        />
        <TextField
          label={t`Amount from`}
          inputMode="decimal"
          value={view.amount}
          onChange={(event) => setSearch({ amount: event.target.value || null, in: null })}
        />
        <DateField label={t`Follow up by`} value={view.by} onChange={(by) => setSearch({ by: by || null, in: null })} />
        <Toggle
          label={t`My clients alone`}
          checked={view.mine}
          onChange={(on) => setSearch({ mine: on ? 'yes' : null, in: null })}
        />
        <Choice
          label={t`Order`}
          value={view.sort}
          onChange={(sort) => setSearch({ sort: sort === 'day' ? null : sort })}
          items={[
            { value: 'day', label: t`By follow-up day` },
            { value: 'amount', label: t`Largest first` },
            { value: 'new', label: t`Newest first` },
            { value: 'client', label: t`By client` },
          ]}
        />
        <Choice
          label={t`Groups`}
          value={view.group}
          onChange={(group) => setSearch({ group: group === 'none' ? null : group, in: null })}
          items={[
            { value: 'none', label: t`No groups` },
            { value: 'state', label: t`State` },
            { value: 'horizon', label: t`Horizon` },
            { value: 'client', label: t`Client` },
            { value: 'owner', label: t`Owner` },
          ]}
        />
        {Object.keys(values).length > 0 && (
          <Button
            small
            look="quiet"
            onClick={() => setSearch(Object.fromEntries(Object.keys(values).map((key) => [key, null])))}
          >
            {t`Clear all`}
          </Button>
        )}
      </div>
      {view.group !== 'none' && (
        <Boundary fallback={<SkeletonRows rows={3} />}>
          <NeedGroups
            by={view.group as NeedGrouping}
            filter={filter}
            turn={turn}
            picked={view.inGroup}
            onPick={(value) => setSearch({ in: value })}
          />
        </Boundary>
      )}
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <NeedsList filter={withGroup(filter, view)} orderBy={orderBy} turn={turn} onDo={setDoing} onChanged={again} />
      </Boundary>
      <Suspense fallback={null}>
        {doing?.what === 'edit' && doing.need.client && (
          <NeedDialog client={doing.need.client.id} need={doing.need} onSaved={again} onClose={close} />
        )}
        {doing && doing.what !== 'edit' && (
          <CloseNeedDialog need={doing.need} state={doing.what} onClosed={again} onClose={close} />
        )}
      </Suspense>
    </Page>
  )
}
