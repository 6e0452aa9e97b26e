import { useEffect, useRef, useSyncExternalStore } from 'react'

/** Something a person can do. `keys`: "j", "g c" (one after the other), "mod+k"; without keys it is palette only. */
export type Command = { id: string; title: string; keys?: string; palette?: boolean; run: () => void }
export type Registered = Command & { group: string }

let commands: readonly Registered[] = []
const listeners = new Set<() => void>()

function replace(next: readonly Registered[]): void {
  commands = next
  for (const listener of listeners) listener()
}

/** Registers commands while the caller is on the page; the newest owner of a key wins. */
export function useCommands(list: readonly Command[], group: string): void {
  const latest = useRef(list)
  useEffect(() => {
    latest.current = list
  })
  const signature = list.map(({ id, title, keys }) => `${id}|${title}|${keys}`).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the list
  useEffect(() => {
    const mine = latest.current.map((command) => ({
      ...command,
      group,
      run: () => latest.current.find(({ id }) => id === command.id)?.run(),
    }))
    replace([...commands, ...mine])
    return () => replace(commands.filter((command) => !mine.includes(command)))
  }, [signature, group])
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** All commands registered now, for the palette and the map of shortcuts. */
export const useAllCommands = (): readonly Registered[] => useSyncExternalStore(listen, () => commands)

/** The command a key press names among those registered now, or the waiting prefix of one. */
export function find(pressed: string): { command?: Registered; waiting: boolean } {
  const command = commands.findLast(({ keys }) => keys === pressed)
  const waiting = !command && commands.some(({ keys }) => keys?.startsWith(`${pressed} `))
  return command ? { command, waiting } : { waiting }
}

/** Runs a registered command by its name, for buttons that do the same as a key. */
export const run = (id: string): void => commands.findLast((command) => command.id === id)?.run()
