import { useLingui } from '@lingui/react/macro'
import { Plus, Settings2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { ExportButton } from '../book/ExportButton'
import css from '../book/Orders.module.css'
import { useOrderWords } from '../book/orderWords'
import { PickFilter } from '../book/PickFilter'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { Button, buttonClass } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { FilterBar } from '../ui/FilterBar'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Toggle } from '../ui/Toggle'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight, useViewer } from '../viewer/Viewer'
import { OrderGroups } from './OrderGroups'
import { OrdersList } from './OrdersList'
import { filterOf, orderOf, readOrdersView, withStates } from './ordersView'

const NewOrderDialog = lazy(() => import('../book/NewOrderDialog').then((l) => ({ default: l.NewOrderDialog })))

/** All orders in reach, by state with counts and sums; what one sees is in the URL. */
export function OrdersPage() {
  const { t } = useLingui()
  const words = useOrderWords()
  const { user } = useViewer()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [day] = useState(() => new Date())
  const [adding, setAdding] = useState(false)
  const mayAdd = useRight('Mutation.createOrder')
  const mayRules = useRight('Query.orderRules')
  const view = readOrdersView(values)
  const filter = filterOf(view, user?.id ?? '', day)
  const whole = withStates(filter, view)
  const orderBy = orderOf(view.sort)
  const flag = (key: 'mine' | 'overdue' | 'visit' | 'differing') => (on: boolean) =>
    setSearch({ [key]: on ? 'yes' : null })
  return (
    <Page
      title={t`Orders`}
      actions={
        <>
          {mayRules && (
            <Link to={paths.orderRules()} className={buttonClass('plain')}>
              <Settings2 size={14} aria-hidden="true" />
              {t`Order rules`}
            </Link>
          )}
          <ExportButton list="orders" question={{ filter: whole, orderBy }} />
          {mayAdd && (
            <Button look="primary" onClick={() => setAdding(true)}>
              <Plus size={14} aria-hidden="true" />
              {t`New order`}
            </Button>
          )}
        </>
      }
    >
      <FilterBar>
        <PickFilter
          title={t`State`}
          items={words.states}
          picked={view.states}
          onPicked={(next) => setSearch({ state: next.length ? next.join(',') : 'all' })}
        />
        <PickFilter
          title={t`Kind`}
          items={words.kinds}
          picked={view.kinds}
          onPicked={(next) => setSearch({ kind: next.join(',') || null })}
        />
        <Toggle label={t`My clients alone`} checked={view.mine} onChange={flag('mine')} />
        <Toggle label={t`Open day has passed`} checked={view.overdue} onChange={flag('overdue')} />
        <Toggle label={t`Waits for the return visit`} checked={view.visit} onChange={flag('visit')} />
        <Toggle label={t`With differences`} checked={view.differing} onChange={flag('differing')} />
        <Choice
          label={t`Order`}
          value={view.sort}
          onChange={(sort) => setSearch({ sort: sort === 'new' ? null : sort })}
          items={[
            { value: 'new', label: t`Newest first` },
            { value: 'open', label: t`By open day` },
            { value: 'amount', label: t`Largest first` },
            { value: 'state', label: t`By state` },
            { value: 'client', label: t`By client` },
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
      </FilterBar>
      <Boundary fallback={<SkeletonRows rows={2} />}>
        <OrderGroups
          filter={filter}
          picked={values.state ?? ''}
          onPick={(state) => setSearch({ state: values.state === state ? null : state })}
        />
      </Boundary>
      <div className={css.body}>
        <Boundary fallback={<SkeletonRows rows={8} />}>
          <OrdersList filter={whole} orderBy={orderBy} />
        </Boundary>
      </div>
      <Suspense fallback={null}>{adding && <NewOrderDialog onClose={() => setAdding(false)} />}</Suspense>
    </Page>
  )
}
