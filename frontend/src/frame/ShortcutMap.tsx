import { useLingui } from '@lingui/react/macro'
import { useAllCommands } from '../keyboard/commands'
import { Dialog } from '../ui/Dialog'
import css from './Shortcuts.module.css'

const names: Record<string, string> = { ' ': 'Space', 'mod+k': 'Ctrl K', Enter: '↵', Escape: 'Esc' }

/** All keys in force now, by group. */
export function ShortcutMap({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const commands = useAllCommands()
  const keyed = commands.filter((command) => command.keys)
  const groups = [...new Set(keyed.map((command) => command.group))]
  return (
    <Dialog title={t`Keyboard shortcuts`} open onClose={onClose}>
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
                      {(names[command.keys ?? ''] ? [command.keys ?? ''] : (command.keys ?? '').split(' ')).map(
                        (key) => (
                          <kbd key={key}>{names[key] ?? key.toUpperCase()}</kbd>
                        ),
                      )}
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
