import { find } from './commands'

/** Milliseconds within which the second key of a pair such as "g c" must follow. */
const PAIR = 1_200

/** The name of a key press in the notation of `Command.keys`. */
export function pressOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : ''
  return mod + (event.key.length === 1 ? event.key.toLowerCase() : event.key)
}

/** Where letters belong to the person's text and not to us. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable || target.closest('input, textarea, select, [role="textbox"], [role="combobox"]') !== null
  )
}

/** The unseen field of a grid's active cell takes characters; keys that make none are still ours. */
const isWaiting = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('[data-ready]:not([role="combobox"])') !== null

/** Enter and Space act on what has the focus, when that is a control. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, summary, [role="tab"], [role="menuitem"]') !== null
}

/** Starts the one key listener of the page; returns the stop. */
export function listenToKeys(root: Document = document): () => void {
  let prefix = ''
  let since = 0
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes (pinyin), keys choose characters; 229 is what older engines send then.
    if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.altKey) return
    const press = pressOf(event)
    const chord = press.startsWith('mod+')
    const typing = isTyping(event.target) && !(press.length > 1 && isWaiting(event.target))
    if (!chord && (typing || root.querySelector('[role="dialog"]'))) return
    if ((press === 'Enter' || press === ' ') && isControl(event.target)) return
    const pair = prefix && event.timeStamp - since < PAIR ? `${prefix} ${press}` : press
    const { command, waiting } = find(pair)
    prefix = waiting ? pair : ''
    since = event.timeStamp
    if (!command) return
    event.preventDefault()
    command.run()
  }
  root.addEventListener('keydown', onKeyDown)
  return () => root.removeEventListener('keydown', onKeyDown)
}
