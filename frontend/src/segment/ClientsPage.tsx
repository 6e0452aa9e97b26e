import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { count } from '../format/money'
import { useCommands } from '../keyboard/commands'
import { paths } from '../paths'
import { Button } from '../ui/Button'
import { DataGrid } from '../ui/DataGrid'
import { ErrorState } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useNarrow } from '../ui/useNarrow'
import { usePreferences } from '../viewer/Preferences'
import { useGo, useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { ClientCard } from './ClientCard'
import { ClientCells } from './ClientCells'
import { ClientsEmpty } from './ClientsEmpty'
import css from './ClientsPage.module.css'
import { ClientTools } from './ClientTools'
import { useClientColumns } from './clientColumns'
import { FILTERS, filterOf, isSet, orderOf, readClientList, sortOf, sortText } from './clientList'
import { usePages } from './usePages'

const ClientPeek = lazy(() => import('./ClientPeek').then(({ ClientPeek: loaded }) => ({ default: loaded })))

/** The list of clients: what it shows, filters, sorts and peeks at is all in the URL. */
export function ClientsPage() {
  const { t, i18n } = useLingui()
  const go = useGo()
  const narrow = useNarrow()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const { density } = usePreferences()
  const mayCreate = useRight('Mutation.createClient')
  const view = useMemo(() => readClientList(values), [values])
  const { columns, hidden } = useClientColumns(view.cols)
  const question = useMemo(
    () => ({ filter: filterOf(view), orderBy: orderOf(view), search: view.q || undefined }),
    [view],
  )
  const pages = usePages(question)
  const [active, setActive] = useState(-1)
  const narrowed = view.q !== '' || FILTERS.some((key) => isSet(view, key))

  const open = useCallback(
    (index: number) => {
      const client = pages.row(index)
      if (client) go(paths.client(client.id))
    },
    [pages, go],
  )
  const peek = useCallback((index: number) => setSearch({ peek: pages.row(index)?.id ?? null }), [pages, setSearch])
  const activate = (index: number) => {
    setActive(index)
    // The panel follows the row while it is open.
    if (view.peek) peek(index)
  }
  useCommands(
    view.peek
      ? [{ id: 'peek.close', title: t`Close the panel`, keys: 'Escape', run: () => setSearch({ peek: null }) }]
      : [],
    t`Lists`,
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
        mayCreate && (
          <Button look="primary" onClick={() => go(paths.newClient())}>
            <Plus size={14} aria-hidden="true" />
            {t`New client`}
          </Button>
        )
      }
    >
      <ClientTools view={view} columns={columns} hidden={hidden} />
      <div className={[css.split, view.peek && !narrow && css.peeking].filter(Boolean).join(' ')}>
        <div className={css.list}>
          {pages.failure ? (
            <ErrorState failure={pages.failure} retry={pages.retry} />
          ) : !pages.ready ? (
            <SkeletonRows rows={14} />
          ) : pages.total === 0 ? (
            <ClientsEmpty narrowed={narrowed} />
          ) : (
            <DataGrid
              label={t`Clients`}
              columns={columns}
              hidden={hidden}
              total={pages.total}
              row={pages.row}
              need={pages.need}
              Cells={ClientCells}
              Card={ClientCard}
              sort={sortOf(view.sort)}
              onSort={(sort) => setSearch({ sort: sortText(sort) })}
              active={active}
              onActive={activate}
              onOpen={open}
              onPeek={peek}
              density={density}
              stale={pages.stale}
            />
          )}
        </div>
        {view.peek && !narrow && (
          <Suspense fallback={<SkeletonRows />}>
            <ClientPeek key={view.peek} id={view.peek} onClose={() => setSearch({ peek: null })} />
          </Suspense>
        )}
      </div>
      {pages.more && <p className={css.foot}>{t`The list is longer than can be shown here; narrow it by a filter.`}</p>}
    </Page>
  )
}
