import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { type Command, useAllCommands, useCommands } from '../keyboard/commands'
import { paths } from '../paths'
import { Dialog } from '../ui/Dialog'
import { useGo } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { usePages } from './pages'
import css from './Shortcuts.module.css'

const names: Record<string, string> = { ' ': 'Space', 'mod+k': 'Ctrl K', Enter: '↵', Escape: 'Esc' }

/** Registers the keys that work everywhere and shows the map of all keys on "?". */
export function Shortcuts() {
  const { t } = useLingui()
  const go = useGo()
  const pages = usePages()
  const mayCreate = useRight('Mutation.createClient')
  const commands = useAllCommands()
  const [open, setOpen] = useState(false)
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
      { id: 'shortcuts', title: t`Show the map of shortcuts`, keys: '?', palette: true, run: () => setOpen(true) },
    ],
    t`Everywhere`,
  )
  const keyed = commands.filter((command) => command.keys)
  const groups = [...new Set(keyed.map((command) => command.group))]
  return (
    <Dialog title={t`Keyboard shortcuts`} open={open} onClose={() => setOpen(false)}>
      <div className={css.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <ul className={css.list}>
              {keyed
                .filter((command) => command.group === group)
                .map((command) => (
                  <li key={command.id} className={css.line}>
                    <span>{command.title}</span>
                    <span>
                      {(names[command.keys ?? ''] ? [command.keys ?? ''] : (command.keys ?? '').split(' ')).map((key) => (
                        <kbd key={key}>{names[key] ?? key.toUpperCase()}</kbd>
                      ))}
                    </span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
