import { useSyncExternalStore } from 'react'

const query = typeof matchMedia === 'function' ? matchMedia('(max-width: 767px)') : null

function listen(listener: () => void): () => void {
  query?.addEventListener('change', listener)
  return () => query?.removeEventListener('change', listener)
}

/** True on a phone: lists become cards, dialogs fill the screen. */
export const useNarrow = (): boolean => useSyncExternalStore(listen, () => query?.matches ?? false)
