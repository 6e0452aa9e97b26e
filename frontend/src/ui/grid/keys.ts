import type { Step } from './range'

/** What a key press asks of a grid that is not being edited. */
export type Intent =
  | { act: 'move'; step: Step; extend: boolean }
  | {
      act:
        | 'edit'
        | 'why'
        | 'open'
        | 'peek'
        | 'pick'
        | 'all'
        | 'clear'
        | 'undo'
        | 'redo'
        | 'fill'
        | 'menu'
        | 'escape'
        | 'sort'
    }
  | { act: 'next' | 'previous' }
  | { act: 'shift'; by: -1 | 1 }

export type Press = {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
  isComposing: boolean
  keyCode: number
}

/** Where the press falls: in the header; on a cell that takes typing, or only after F2; on one closed to this person; on the row's name. */
export type Place = { header: boolean; name: boolean; ready: boolean; editable: boolean; closed: boolean }

const plain: Record<string, Step> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Home: 'rowStart',
  End: 'rowEnd',
}
const jumps: Record<string, Step> = {
  ArrowUp: 'top',
  ArrowDown: 'bottom',
  ArrowLeft: 'rowStart',
  ArrowRight: 'rowEnd',
  Home: 'first',
  End: 'last',
}

/** While an input method composes (pinyin), keys choose characters; 229 is what older engines send then. */
export const isComposing = (press: Pick<Press, 'isComposing' | 'keyCode'>): boolean =>
  press.isComposing || press.keyCode === 229

/** The intent of a key press; null leaves it to the browser, to the field that takes typing, or to the page. */
export function intentOf(press: Press, place: Place): Intent | null {
  if (isComposing(press)) return null
  const mod = press.ctrlKey || press.metaKey
  const { key } = press
  if (press.altKey) {
    if (key === 'ArrowDown') return { act: 'menu' }
    if (place.header && key === 'ArrowLeft') return { act: 'shift', by: -1 }
    if (place.header && key === 'ArrowRight') return { act: 'shift', by: 1 }
    return null
  }
  const step = mod ? jumps[key] : plain[key]
  if (step) return { act: 'move', step, extend: press.shiftKey && !place.header }
  if (key === 'ContextMenu' || (key === 'F10' && press.shiftKey)) return { act: 'menu' }
  if (key === 'Escape') return { act: 'escape' }
  if (place.header) return !mod && (key === 'Enter' || key === ' ') ? { act: 'sort' } : null
  if (mod) return chordOf(key.toLowerCase(), press.shiftKey)
  switch (key) {
    case 'F2':
      return place.editable ? { act: 'edit' } : place.closed ? { act: 'why' } : null
    case 'Enter':
      if (press.shiftKey) return { act: 'move', step: 'up', extend: false }
      return { act: place.name ? 'open' : place.ready ? 'edit' : place.closed ? 'why' : 'open' }
    case ' ':
      return { act: press.shiftKey ? 'pick' : 'peek' }
    case 'Delete':
    case 'Backspace':
      return { act: 'clear' }
    case 'Tab':
      return { act: press.shiftKey ? 'previous' : 'next' }
    default:
      // A character typed where nothing can be typed asks why.
      return key.length === 1 && place.closed ? { act: 'why' } : null
  }
}

function chordOf(key: string, shift: boolean): Intent | null {
  switch (key) {
    case 'enter':
      return { act: 'open' }
    case 'a':
      return { act: 'all' }
    case 'd':
      return { act: 'fill' }
    case 'z':
      return { act: shift ? 'redo' : 'undo' }
    case 'y':
      return { act: 'redo' }
    default:
      return null
  }
}
