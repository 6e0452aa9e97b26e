import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { type Command, useCommands } from '../keyboard/commands'
import { paths } from '../paths'
import { useGo } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { usePages } from './pages'

const TaskDialog = lazy(() => import('../book/TaskDialog').then((loaded) => ({ default: loaded.TaskDialog })))
const ShortcutMap = lazy(() => import('./ShortcutMap').then(({ ShortcutMap: loaded }) => ({ default: loaded })))

/** Registers the keys that work everywhere and shows the map of all keys on "?". */
export function Shortcuts() {
  const { t } = useLingui()
  const go = useGo()
  const pages = usePages()
  const mayCreate = useRight('Mutation.createClient')
  const mayTask = useRight('Mutation.createTask')
  const [open, setOpen] = useState(false)
  const [task, setTask] = useState(false)
  const places: Command[] = pages
    .flatMap((pillar) => pillar.entries)
    .map(({ id, title, keys, to }) => ({
      id: `go.${id}`,
      title,
      palette: true,
      run: () => go(to),
      ...(keys ? { keys } : {}),
    }))
  useCommands(places, t`Go to`)
  useCommands(
    [
      ...(mayCreate
        ? [{ id: 'client.new', title: t`New client`, keys: 'c', palette: true, run: () => go(paths.newClient()) }]
        : []),
      ...(mayTask ? [{ id: 'task.add', title: t`New task`, keys: 't', palette: true, run: () => setTask(true) }] : []),
      { id: 'shortcuts', title: t`Show the map of shortcuts`, keys: '?', palette: true, run: () => setOpen(true) },
    ],
    t`Everywhere`,
  )
  return (
    <Suspense fallback={null}>
      {open && <ShortcutMap onClose={() => setOpen(false)} />}
      {task && <TaskDialog onClose={() => setTask(false)} />}
    </Suspense>
  )
}
