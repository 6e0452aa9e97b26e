import { useRouter, useRouterState } from '@tanstack/react-router'
import { useCallback } from 'react'

export type Values = Record<string, string>

/** The search parameters of the present URL as flat text. */
export function useSearchValues(): Values {
  return useRouterState({ select: (state) => state.location.search as Values })
}

/** Goes to a path built by `paths`; `replace` leaves no entry in the history. */
export function useGo(): (to: string, options?: { replace?: boolean }) => void {
  const router = useRouter()
  return useCallback(
    (to, options) => {
      if (options?.replace) router.history.replace(to)
      else router.history.push(to)
    },
    [router],
  )
}

/** Changes some search parameters of the present page; null or "" removes one. */
export function useSetSearch(): (changes: Record<string, string | null>, options?: { push?: boolean }) => void {
  const router = useRouter()
  return useCallback(
    (changes, options) => {
      const { pathname, searchStr } = router.state.location
      const values = new URLSearchParams(searchStr)
      for (const [key, value] of Object.entries(changes)) {
        if (value) values.set(key, value)
        else values.delete(key)
      }
      const text = values.toString().replaceAll('%2C', ',')
      const to = pathname + (text && `?${text}`)
      if (options?.push) router.history.push(to)
      else router.history.replace(to)
    },
    [router],
  )
}
