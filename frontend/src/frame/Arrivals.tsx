import { useEffect, useRef } from 'react'
import type { notificationText_notification$key } from '../__generated__/notificationText_notification.graphql'
import { useNotificationText } from '../book/notificationText'
import { toast } from '../ui/Toasts'

/** Says what arrived since the page was opened, each once. Loaded with the first of them: their words are many. */
export function Arrivals({ all }: { all: readonly notificationText_notification$key[] }) {
  const words = useNotificationText()
  const said = useRef(0)
  useEffect(() => {
    for (const each of all.slice(said.current)) toast(words(each))
    said.current = all.length
  }, [all, words])
  return null
}
