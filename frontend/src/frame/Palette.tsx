import { useLingui } from '@lingui/react/macro'
import { ArrowRight, FileText, MessageSquarePlus, Package, User, UserCog } from 'lucide-react'
import { useEffect, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { PaletteSearchQuery, PaletteSearchQuery$data } from '../__generated__/PaletteSearchQuery.graphql'
import { LogInteractionDialog } from '../book/LogInteractionDialog'
import { useAllCommands } from '../keyboard/commands'
import { paths } from '../paths'
import { CommandList, type Group } from '../ui/CommandList'
import { useGo } from '../viewer/url'
import { useRight } from '../viewer/Viewer'

const search = graphql`
  query PaletteSearchQuery($text: String!) {
    search(text: $text, first: 10) {
      title
      detail
      matched
      target {
        __typename
        ... on Client {
          id
          name
        }
        ... on Product {
          id
        }
        ... on User {
          id
        }
      }
    }
  }
`

type Hit = PaletteSearchQuery$data['search'][number]
const icons: Record<string, typeof User> = { Client: User, Product: Package, User: UserCog }

/** Hits of a text, asked 120 ms after the last key; the previous hits stay until new ones are there. */
function useHits(text: string): readonly Hit[] {
  const environment = useRelayEnvironment()
  const [hits, setHits] = useState<readonly Hit[]>([])
  const wanted = text.trim()
  useEffect(() => {
    if (!wanted) return
    let stop: (() => void) | undefined
    const timer = setTimeout(() => {
      const subscription = fetchQuery<PaletteSearchQuery>(environment, search, { text: wanted }).subscribe({
        next: (data) => setHits(data.search),
        error: () => setHits([]),
      })
      stop = () => subscription.unsubscribe()
    }, 120)
    return () => {
      clearTimeout(timer)
      stop?.()
    }
  }, [environment, wanted])
  return wanted ? hits : []
}

/** Ctrl-K: clients by name, pinyin or phone tail; pages; commands. With a client found, also what to do with it. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useLingui()
  const go = useGo()
  const mayLog = useRight('Mutation.logInteraction')
  const [text, setText] = useState('')
  const [logFor, setLogFor] = useState<{ id: string; name: string } | null>(null)
  const hits = useHits(text)
  const commands = useAllCommands().filter((command) => command.palette)
  const lower = text.trim().toLowerCase()
  const matching = commands.filter((command) => command.title.toLowerCase().includes(lower))
  const close = () => {
    onClose()
    setText('')
  }
  const openHit = (hit: Hit) => {
    if (hit.target.__typename === 'Client') go(paths.client(hit.target.id))
    else if (hit.target.__typename === 'User') go(paths.users())
    else if (hit.target.__typename === 'Product') go(paths.clients({ q: hit.title }))
  }
  const clients = hits.flatMap((hit) =>
    hit.target.__typename === 'Client' ? [{ ...hit.target, title: hit.title, detail: hit.detail ?? undefined }] : [],
  )
  const groups: Group[] = [
    {
      title: t`Found`,
      items: hits.map((hit, index) => {
        const Icon = icons[hit.target.__typename] ?? FileText
        return {
          id: `hit-${index}`,
          title: hit.title,
          detail: hit.detail ?? undefined,
          icon: <Icon size={16} />,
          run: () => openHit(hit),
        }
      }),
    },
    {
      title: t`Log an interaction`,
      items: (mayLog ? clients.slice(0, 1) : []).map((client) => ({
        id: `log-${client.id}`,
        title: t`Log an interaction with ${client.title}`,
        detail: client.detail,
        icon: <MessageSquarePlus size={16} />,
        run: () => setLogFor({ id: client.id, name: client.title }),
      })),
    },
    {
      title: t`Commands`,
      items: matching.map((command) => ({
        id: command.id,
        title: command.title,
        detail: command.keys?.toUpperCase(),
        icon: <ArrowRight size={16} />,
        run: command.run,
      })),
    },
  ]
  return (
    <>
      <CommandList
        title={t`Search or run a command`}
        open={open}
        onClose={close}
        text={text}
        onText={setText}
        placeholder={t`Name, pinyin, initials, phone tail; or a page or command`}
        empty={t`Nothing found. Try pinyin initials, e.g. "zw" for 张伟.`}
        groups={groups}
      />
      {logFor && (
        <LogInteractionDialog clientId={logFor.id} clientName={logFor.name} open onClose={() => setLogFor(null)} />
      )}
    </>
  )
}
