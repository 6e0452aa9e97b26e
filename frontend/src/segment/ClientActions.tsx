import { useLingui } from '@lingui/react/macro'
import { Archive, Ellipsis, ListPlus, Merge, MessageSquarePlus, Pencil, UserRoundPen } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ClientActions_client$key } from '../__generated__/ClientActions_client.graphql'
import { LogInteractionDialog } from '../book/LogInteractionDialog'
import { TaskDialog } from '../book/TaskDialog'
import { paths } from '../paths'
import { Button, buttonClass, IconButton } from '../ui/Button'
import { Link } from '../ui/Link'
import { Menu, MenuItem } from '../ui/Menu'
import { useRight } from '../viewer/Viewer'
import css from './ClientActions.module.css'

const ArchiveDialog = lazy(() => import('./ArchiveDialog').then((loaded) => ({ default: loaded.ArchiveDialog })))
const AssignDialog = lazy(() => import('./AssignDialog').then((loaded) => ({ default: loaded.AssignDialog })))
const MergeDialog = lazy(() => import('./MergeDialog').then((loaded) => ({ default: loaded.MergeDialog })))

const fragment = graphql`
  fragment ClientActions_client on Client {
    id
    name
    version
    owner {
      id
    }
  }
`

type Opened = 'interaction' | 'task' | 'assign' | 'merge' | 'archive' | null

/** What one does with a client; each action only where the role includes it. */
export function ClientActions({ client, brief }: { client: ClientActions_client$key; brief?: boolean }) {
  const { t } = useLingui()
  const { id, name, version, owner } = useFragment(fragment, client)
  const mayLog = useRight('Mutation.logInteraction')
  const mayTask = useRight('Mutation.createTask')
  const mayEdit = useRight('Mutation.updateClient')
  const mayAssign = useRight('Mutation.assignClient')
  const mayArchive = useRight('Mutation.archiveClient')
  const mayMerge = useRight('Mutation.mergeClients')
  const [opened, setOpened] = useState<Opened>(null)
  const close = () => setOpened(null)
  const clientName = name ?? ''
  return (
    <div className={[css.actions, brief && css.brief].filter(Boolean).join(' ')}>
      {mayLog && (
        <Button look="primary" small={brief ?? false} onClick={() => setOpened('interaction')}>
          <MessageSquarePlus size={14} aria-hidden="true" />
          {t`Log interaction`}
        </Button>
      )}
      {mayTask && (
        <Button small={brief ?? false} onClick={() => setOpened('task')}>
          <ListPlus size={14} aria-hidden="true" />
          {t`New task`}
        </Button>
      )}
      {mayEdit && (
        <Link to={paths.editClient(id)} className={buttonClass('plain', brief)}>
          <Pencil size={14} aria-hidden="true" />
          {t`Edit`}
        </Link>
      )}
      {(mayAssign || mayMerge || mayArchive) && !brief && (
        <Menu
          target={
            <IconButton look="plain" label={t`More actions`}>
              <Ellipsis size={16} />
            </IconButton>
          }
        >
          {mayAssign && (
            <MenuItem icon={<UserRoundPen size={14} />} onClick={() => setOpened('assign')}>
              {t`Assign…`}
            </MenuItem>
          )}
          {mayMerge && (
            <MenuItem icon={<Merge size={14} />} onClick={() => setOpened('merge')}>
              {t`Merge with…`}
            </MenuItem>
          )}
          {mayArchive && (
            <MenuItem icon={<Archive size={14} />} danger onClick={() => setOpened('archive')}>
              {t`Archive…`}
            </MenuItem>
          )}
        </Menu>
      )}
      {opened === 'interaction' && <LogInteractionDialog clientId={id} clientName={clientName} open onClose={close} />}
      {opened === 'task' && <TaskDialog client={{ id, name: clientName }} onClose={close} />}
      <Suspense fallback={null}>
        {opened === 'assign' && <AssignDialog id={id} version={version} owner={owner?.id ?? null} onClose={close} />}
        {opened === 'merge' && <MergeDialog id={id} name={clientName} onClose={close} />}
        {opened === 'archive' && <ArchiveDialog id={id} name={clientName} version={version} onClose={close} />}
      </Suspense>
    </div>
  )
}
