import { useLingui } from '@lingui/react/macro'
import { Plus, Settings2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { ExportButton } from '../book/ExportButton'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { Button, buttonClass } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { ErrorState } from '../ui/ErrorState'
import { FilterBar } from '../ui/FilterBar'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Toggle } from '../ui/Toggle'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { RequestChips } from './RequestChips'
import { RequestList } from './RequestList'
import { filterOf, orderOf, readView } from './requestsView'

const RequestDialog = lazy(() => import('./RequestDialog').then((m) => ({ default: m.RequestDialog })))
const ServiceFigures = lazy(() => import('./ServiceFigures').then((m) => ({ default: m.ServiceFigures })))

/** What clients ask for: what is open and how much time is left, the figures, and the chosen request beside the list. */
export function RequestsPage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const mayRead = useRight('Query.requests')
  const mayAsk = useRight('Mutation.createRequest')
  const mayFigures = useRight('Query.serviceFigures')
  const mayTypes = useRight('Query.requestTypes')
  const [asking, setAsking] = useState(false)
  const [turn, setTurn] = useState(0)
  const view = readView(values)
  const again = () => setTurn((n) => n + 1)
  return (
    <Page
      title={t`Service requests`}
      padded
      actions={
        <>
          <ExportButton list="requests" question={{ filter: filterOf(view), orderBy: orderOf(view.sort) }} small />
          {mayTypes && (
            <Link to={paths.requestTypes()} className={buttonClass('plain')}>
              <Settings2 size={14} aria-hidden="true" />
              {t`Types`}
            </Link>
          )}
          {mayAsk && (
            <Button look="primary" onClick={() => setAsking(true)}>
              <Plus size={14} aria-hidden="true" />
              {t`New request`}
            </Button>
          )}
        </>
      }
    >
      {mayRead ? (
        <>
          <Boundary fallback={<SkeletonRows rows={1} />}>
            <RequestChips view={view.view} turn={turn} onPick={(next) => setSearch({ view: next, request: null })} />
          </Boundary>
          <FilterBar flush>
            <Choice
              label={t`Order`}
              items={[
                { value: 'due', label: t`Due first` },
                { value: 'new', label: t`Newest first` },
                { value: 'urgent', label: t`Most urgent first` },
                { value: 'client', label: t`By client` },
              ]}
              value={view.sort}
              onChange={(sort) => setSearch({ sort: sort === 'due' ? null : sort })}
            />
            <Toggle
              label={t`As a board`}
              checked={view.board}
              onChange={(on) => setSearch({ board: on ? 'yes' : null })}
            />
            {mayFigures && (
              <Toggle
                label={t({ message: 'Figures', context: 'requests' })}
                checked={view.figures}
                onChange={(on) => setSearch({ figures: on ? 'yes' : null })}
              />
            )}
          </FilterBar>
          {view.figures && mayFigures && (
            <Boundary fallback={<SkeletonRows rows={4} />}>
              <ServiceFigures />
            </Boundary>
          )}
          <Boundary fallback={<SkeletonRows rows={8} />}>
            <RequestList view={view} turn={turn} onChanged={again} />
          </Boundary>
        </>
      ) : (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      )}
      {asking && (
        <Suspense fallback={null}>
          <RequestDialog
            onDone={(id) => {
              again()
              setSearch({ request: id || null })
            }}
            onClose={() => setAsking(false)}
          />
        </Suspense>
      )}
    </Page>
  )
}
