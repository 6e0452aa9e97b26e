import { useLingui } from '@lingui/react/macro'
import { Bookmark, Building2, Ellipsis, Pencil, Save, Trash2, Users } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ViewTabsDeleteMutation } from '../__generated__/ViewTabsDeleteMutation.graphql'
import type { ViewTabsQuery, ViewTabsQuery$data } from '../__generated__/ViewTabsQuery.graphql'
import type { ViewTabsRestoreMutation } from '../__generated__/ViewTabsRestoreMutation.graphql'
import type { ViewTabsSaveMutation } from '../__generated__/ViewTabsSaveMutation.graphql'
import { useCommands } from '../keyboard/commands'
import { useChange } from '../relay/useChange'
import { IconButton, TextButton } from '../ui/Button'
import { Link } from '../ui/Link'
import { Menu, MenuItem, MenuLine } from '../ui/Menu'
import { toast } from '../ui/Toasts'
import { tip } from '../ui/Tooltip'
import { useFailureText } from '../ui/useFailureText'
import { useGo, useSearchValues } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import css from './ViewTabs.module.css'
import { sameQuery, viewPath, viewQuery } from './viewQuery'

const ViewDialog = lazy(() => import('./ViewDialog').then((loaded) => ({ default: loaded.ViewDialog })))

const query = graphql`
  query ViewTabsQuery($page: String!) {
    viewer {
      views(page: $page) {
        id
        version
        name
        query
        shared
        mine
        owner
      }
    }
  }
`
const save = graphql`
  mutation ViewTabsSaveMutation($input: UpdateViewInput!) {
    updateView(input: $input) {
      id
      version
      query
    }
  }
`
const remove = graphql`
  mutation ViewTabsDeleteMutation($input: IdInput!) {
    deleteView(input: $input) {
      locale
    }
  }
`
const restore = graphql`
  mutation ViewTabsRestoreMutation($input: CreateViewInput!) {
    createView(input: $input) {
      id
    }
  }
`

type View = ViewTabsQuery$data['viewer']['views'][number]
export type ViewTabsProps = {
  /** The list's word on the server, and its path. */
  page: 'clients' | 'tasks'
  path: string
  /** Views that everybody has. */
  usual: readonly { id: string; title: string; query: string }[]
  /** What the list shows now beyond the URL, e.g. columns of this device, for a view to keep. */
  also?: Readonly<Record<string, string>>
}

const signs: Record<string, ReactNode> = {
  team: <Users size={13} aria-hidden="true" />,
  firm: <Building2 size={13} aria-hidden="true" />,
}

/** Views of a list: everybody's, one's own, the team's, the firm's. Which one is shown is in the URL. */
export function ViewTabs({ page, path, usual, also }: ViewTabsProps) {
  const { t } = useLingui()
  const go = useGo()
  const values = useSearchValues()
  const words = useFailureText()
  const [asked, ask] = useState(0)
  const { viewer } = useLazyLoadQuery<ViewTabsQuery>(
    query,
    { page },
    { fetchPolicy: 'store-and-network', fetchKey: asked },
  )
  const mayKeep = useRight('Mutation.createView')
  const [saveView] = useChange<ViewTabsSaveMutation>(save)
  const [deleteView] = useChange<ViewTabsDeleteMutation>(remove)
  const [restoreView] = useChange<ViewTabsRestoreMutation>(restore)
  const [dialog, setDialog] = useState<'new' | 'edit' | null>(null)

  const now = viewQuery(values)
  const chosen = viewer.views.find((view) => view.id === values.saved)
  const changed = chosen !== undefined && sameQuery(chosen.query) !== now
  const plain = chosen ? undefined : usual.find((view) => sameQuery(view.query) === now)
  const kept = viewQuery({ ...also, ...values })
  const shown = (view: View) => go(viewPath(path, view.query, view.id))
  useCommands(
    [
      ...(mayKeep ? [{ id: 'view.new', title: t`Save as a view`, keys: 's', run: () => setDialog('new') }] : []),
      ...viewer.views.map((view) => ({
        id: `view.${view.id}`,
        title: t`View: ${view.name}`,
        palette: true,
        run: () => shown(view),
      })),
    ],
    t`Lists`,
  )
  const keep = async (view: View) => {
    const outcome = await saveView({ input: { id: view.id, version: view.version, query: kept } })
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    go(viewPath(path, kept, view.id), { replace: true })
    toast(t`View “${view.name}” saved.`)
  }
  const forget = async (view: View) => {
    const outcome = await deleteView({ input: { id: view.id } })
    if (!outcome.ok) return toast(words(outcome.failure).title, 'bad')
    go(viewPath(path, view.query, null), { replace: true })
    ask(asked + 1)
    const again = async () => {
      const back = await restoreView({ input: { page, name: view.name, query: view.query, shared: view.shared } })
      if (!back.ok) return toast(words(back.failure).title, 'bad')
      ask((count) => count + 1)
    }
    toast(t`View “${view.name}” deleted.`, { action: { label: t`Undo`, run: () => void again() } })
  }
  return (
    <nav className={css.bar} aria-label={t`Views`}>
      {usual.map((view) => (
        <Link
          key={view.id}
          to={viewPath(path, view.query, null)}
          className={css.tab}
          aria-current={view === plain ? 'page' : undefined}
        >
          {view.title}
        </Link>
      ))}
      {viewer.views.length > 0 && <span className={css.line} aria-hidden="true" />}
      {viewer.views.map((view) => (
        <Link
          key={view.id}
          to={viewPath(path, view.query, view.id)}
          className={css.tab}
          aria-current={view === chosen ? 'page' : undefined}
          {...(view.mine ? {} : tip(t`Made by ${view.owner}`))}
        >
          {signs[view.shared]}
          {view.name}
          {view === chosen && changed && (
            <>
              <span className={css.dot} aria-hidden="true" />
              <span className="sr-only">{t`(changed)`}</span>
            </>
          )}
        </Link>
      ))}
      <span className={css.act}>
        {chosen && changed && chosen.mine && <TextButton onClick={() => keep(chosen)}>{t`Save changes`}</TextButton>}
        {mayKeep && (chosen ? changed : !plain) && (
          <TextButton onClick={() => setDialog('new')}>{t`Save as a view`}</TextButton>
        )}
        {chosen && (
          <Menu
            align="start"
            target={
              <IconButton label={t`Actions of the view`}>
                <Ellipsis size={16} />
              </IconButton>
            }
          >
            {chosen.mine && (
              <MenuItem icon={<Pencil size={14} />} onClick={() => setDialog('edit')}>
                {t`Rename or share…`}
              </MenuItem>
            )}
            {chosen.mine && changed && (
              <MenuItem icon={<Save size={14} />} onClick={() => keep(chosen)}>
                {t`Save changes`}
              </MenuItem>
            )}
            <MenuItem icon={<Bookmark size={14} />} onClick={() => setDialog('new')}>
              {t`Save as a view`}
            </MenuItem>
            {chosen.mine && <MenuLine />}
            {chosen.mine && (
              <MenuItem icon={<Trash2 size={14} />} onClick={() => forget(chosen)}>
                {t`Delete the view`}
              </MenuItem>
            )}
          </Menu>
        )}
      </span>
      {dialog && (
        <Suspense fallback={null}>
          <ViewDialog
            page={page}
            query={dialog === 'new' ? kept : null}
            view={dialog === 'edit' ? (chosen ?? null) : null}
            onSaved={(id) => {
              ask(asked + 1)
              if (dialog === 'new') go(viewPath(path, kept, id), { replace: true })
            }}
            onClose={() => setDialog(null)}
          />
        </Suspense>
      )}
    </nav>
  )
}
