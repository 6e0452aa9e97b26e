import { useRouter } from '@tanstack/react-router'
import type { ComponentPropsWithRef, MouseEvent } from 'react'

type Props = Omit<ComponentPropsWithRef<'a'>, 'href'> & { to: string }

/** A link inside the app; `to` comes from `paths`. New tabs, downloads and modified clicks stay the browser's. */
export function Link({ to, onClick, ...rest }: Props) {
  const router = useRouter()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return
    event.preventDefault()
    router.history.push(to)
  }
  return <a {...rest} href={to} onClick={follow} />
}
