import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { ClientChoiceQuery } from '../__generated__/ClientChoiceQuery.graphql'
import type { Item } from '../ui/Choice'
import { Finder } from '../ui/Finder'

const query = graphql`
  query ClientChoiceQuery($text: String!) {
    search(text: $text, kinds: [CLIENT], first: 8) {
      title
      detail
      target {
        __typename
        ... on Client {
          id
        }
      }
    }
  }
`

type Props = {
  label: string
  value: Item | null
  onChange: (value: Item | null) => void
  required?: boolean
  error?: string | undefined
  except?: readonly string[]
}

/** One client, found by name, pinyin, initials or phone tail. */
export function ClientChoice({ except = [], ...rest }: Props) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [text, setText] = useState('')
  const [items, setItems] = useState<Item[]>([])
  useEffect(() => {
    const wanted = text.trim()
    if (!wanted) return
    let stop: (() => void) | undefined
    const timer = setTimeout(() => {
      const subscription = fetchQuery<ClientChoiceQuery>(environment, query, { text: wanted }).subscribe({
        next: ({ search }) =>
          setItems(
            search.flatMap(({ target, title, detail }) =>
              target.__typename === 'Client'
                ? [{ value: target.id, label: detail ? `${title} · ${detail}` : title }]
                : [],
            ),
          ),
        error: () => setItems([]),
      })
      stop = () => subscription.unsubscribe()
    }, 150)
    return () => {
      clearTimeout(timer)
      stop?.()
    }
  }, [environment, text])
  return (
    <Finder
      {...rest}
      placeholder={t`Name, pinyin, phone tail`}
      items={items.filter((item) => !except.includes(item.value))}
      onText={setText}
    />
  )
}
