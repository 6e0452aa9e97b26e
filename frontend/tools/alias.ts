import path from 'node:path'

/**
 * Two packages bring more than we use, and neither can be tree-shaken.
 *
 * react-relay: the hooks alone, without the containers of its first decade. react-remove-scroll: our dialogs never
 * lock the page's scroll (it would write a style element, which the CSP refuses), so its place is taken by a shim.
 */
export const alias = [
  { find: /^react-relay$/, replacement: 'react-relay/hooks' },
  { find: /^react-remove-scroll$/, replacement: path.resolve(import.meta.dirname, '../src/ui/noScrollLock.tsx') },
]
