import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { LateViewTabs } from '../book/LateViewTabs'
import { count } from '../format/money'
import { run, useCommands } from '../keyboard/commands'
import { paths } from '../paths'
import { Button } from '../ui/Button'
import { ErrorState } from '../ui/ErrorState'
import { DataGrid } from '../ui/grid/DataGrid'
import { useSelection } from '../ui/grid/selection'
import { useMemory } from '../ui/grid/useMemory'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useNarrow } from '../ui/useNarrow'
import { usePreferences } from '../viewer/Preferences'
import { useGo, useSearchValues, useSetSearch } from '../viewer/url'
import { useRight, useViewer } from '../viewer/Viewer'
import { useReadClient, WithClient } from './ClientCells'
import css from './ClientsPage.module.css'
import { ClientTools } from './ClientTools'
import { useClientColumns } from './clientColumns'
import { FIELD, filterOf, isNarrowed, orderOf, readClientList, sortOf, sortText } from './clientList'
import { bareKey, isOwn } from './ownFilter'
import { CLIENT_GROUPS, useClientGrouping } from './useClientGrouping'
import { useClientLayout } from './useClientLayout'
import { type ClientNode, useClientPages } from './useClientPages'
import { useClientSave } from './useClientSave'
import { type Filtering, useOwnFilters, useUsableFilters } from './useUsableFilters'

const ExportButton = lazy(() => import('../book/ExportButton').then((loaded) => ({ default: loaded.ExportButton })))
const ClientCards = lazy(() => import('./ClientCards').then((loaded) => ({ default: loaded.ClientCards })))
const ClientPeek = lazy(() => import('./ClientPeek').then(({ ClientPeek: loaded }) => ({ default: loaded })))
const ClientsEmpty = lazy(() => import('./ClientsEmpty').then(({ ClientsEmpty: loaded }) => ({ default: loaded })))
const ClientsBulk = lazy(() => import('./ClientsBulk').then(({ ClientsBulk: loaded }) => ({ default: loaded })))

const idOf = (client: ClientNode) => client.id

/** The list of clients: what it shows, filters, sorts and peeks at is all in the URL. */
export function ClientsPage() {
  const { t, i18n } = useLingui()
  const go = useGo()
  const narrow = useNarrow()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const { density } = usePreferences()
  const mayCreate = useRight('Mutation.createClient')
  const mayUpdate = useRight('Mutation.updateClient')
  const mayTag = useRight('Mutation.tagClient')
  const mayAssign = useRight('Mutation.assignClient')
  const view = useMemo(() => readClientList(values), [values])
  const viewer = useViewer()
  const { ownFields } = viewer
  const columns = useClientColumns()
  const { layout, onLayout, onUsual } = useClientLayout(view, Boolean(values.saved))
  const question = useMemo(
    () => ({ filter: filterOf(view, ownFields), orderBy: orderOf(view, ownFields), search: view.q || undefined }),
    [view, ownFields],
  )
  // Values of own fields come with the rows only where a column shows them.
  const own = layout.shown.filter((id) => isOwn(id) && columns.some((column) => column.id === id)).map(bareKey)
  const pages = useClientPages(question, narrow ? [] : own)
  const group = view.group && view.group in CLIENT_GROUPS ? view.group : null
  const grouping = useClientGrouping(narrow ? null : group, question, own)
  const selection = useSelection<ClientNode>()
  const save = useClientSave(own)
  const read = useReadClient()
  const memory = useMemory()
  const usable = useUsableFilters()
  const usableOwn = useOwnFilters()
  const [filtering, setFiltering] = useState<Filtering | null>(null)
  const sort = useMemo(() => sortOf(view.sort, ownFields), [view.sort, ownFields])
  const me = viewer.user?.id
  const usual = [
    { id: 'all', title: t`All clients`, query: '' },
    ...(me ? [{ id: 'mine', title: t`My clients`, query: `owner=${me}` }] : []),
  ]
  const narrowed = view.q !== '' || isNarrowed(view)

  const open = useCallback((client: ClientNode) => go(paths.client(client.id)), [go])
  const peek = useCallback((client: ClientNode) => setSearch({ peek: client.id }), [setSearch])
  const filterOn = (column: string): Filtering | null =>
    isOwn(column)
      ? ((usableOwn.find(({ key }) => key === column)?.key as Filtering) ?? null)
      : (usable.find((key) => FIELD[key] === column) ?? null)
  useCommands(
    view.peek
      ? [{ id: 'peek.close', title: t`Close the panel`, keys: 'Escape', run: () => setSearch({ peek: null }) }]
      : [],
    t`Lists`,
  )
  const empty = (
    <Suspense fallback={null}>
      <ClientsEmpty narrowed={narrowed} />
    </Suspense>
  )
  return (
    <Page
      title={t`Clients`}
      fixed
      count={
        pages.ready
          ? pages.more
            ? t`more than ${count(10_000, i18n.locale)}`
            : count(pages.total, i18n.locale)
          : undefined
      }
      actions={
        <>
          <Suspense fallback={null}>
            <ExportButton
              list="clients"
              question={question}
              columns={layout.shown}
              rows={pages.ready ? (pages.more ? 10_001 : pages.total) : null}
            />
          </Suspense>
          {mayCreate && (
            <Button look="primary" onClick={() => go(paths.newClient())}>
              <Plus size={14} aria-hidden="true" />
              {t`New client`}
            </Button>
          )}
        </>
      }
    >
      <LateViewTabs page="clients" path={paths.clients()} usual={usual} also={{ cols: layout.shown.join(',') }} />
      <ClientTools
        view={view}
        columns={columns}
        layout={layout}
        onLayout={onLayout}
        onUsual={onUsual}
        filtering={filtering}
        onFiltering={setFiltering}
      />
      <div className={[css.split, view.peek && !narrow && css.peeking].filter(Boolean).join(' ')}>
        <div className={css.list}>
          {narrow ? (
            pages.failure ? (
              <ErrorState failure={pages.failure} retry={pages.retry} />
            ) : !pages.ready ? (
              <SkeletonRows rows={10} />
            ) : pages.total === 0 ? (
              empty
            ) : (
              <Suspense fallback={<SkeletonRows rows={10} />}>
                <ClientCards source={pages} onOpen={open} />
              </Suspense>
            )
          ) : (
            <DataGrid
              label={t`Clients`}
              columns={columns}
              layout={layout}
              onLayout={onLayout}
              source={pages}
              grouping={pages.ready && pages.total > 0 ? (grouping ?? undefined) : undefined}
              With={WithClient}
              read={read}
              idOf={idOf}
              href={(client) => paths.client(client.id)}
              sort={sort}
              onSort={(next) => setSearch({ sort: sortText(next) || null })}
              onOpen={open}
              onPeek={peek}
              peeked={view.peek || null}
              {...(mayTag || mayUpdate || mayAssign ? { selection } : {})}
              {...(mayUpdate ? { save } : {})}
              filterable={(column) => filterOn(column) !== null}
              onFilter={(column) => setFiltering(filterOn(column))}
              groupable={(column) => column in CLIENT_GROUPS}
              onGroup={(column) => setSearch({ group: column })}
              density={density}
              empty={empty}
              memory={memory}
            />
          )}
          {selection.rows.size > 0 && (
            <Suspense fallback={null}>
              <ClientsBulk
                selection={selection}
                read={read}
                // Of own fields those whose values came with the rows.
                columns={columns.filter(({ id }) => !isOwn(id) || own.includes(bareKey(id)))}
                save={save}
              />
            </Suspense>
          )}
        </div>
        {view.peek && !narrow && (
          <Suspense fallback={<SkeletonRows />}>
            <ClientPeek
              id={view.peek}
              onClose={() => setSearch({ peek: null })}
              onPrevious={() => run('grid.previous')}
              onNext={() => run('grid.next')}
            />
          </Suspense>
        )}
      </div>
    </Page>
  )
}
