import { useLingui } from '@lingui/react/macro'
import { ArrowRight, FileText, ListPlus, MessageSquarePlus, Package, Pencil, User, UserCog } from 'lucide-react'
import { useEffect, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { PaletteSearchQuery, PaletteSearchQuery$data } from '../__generated__/PaletteSearchQuery.graphql'
import { InteractionIcon } from '../book/InteractionIcon'
import { LogInteractionDialog } from '../book/LogInteractionDialog'
import { TaskDialog } from '../book/TaskDialog'
import { dateTime } from '../format/date'
import { useAllCommands } from '../keyboard/commands'
import { paths } from '../paths'
import { CommandList, type Group } from '../ui/CommandList'
import { useGo } from '../viewer/url'
import { useRight } from '../viewer/Viewer'

const search = graphql`
  query PaletteSearchQuery($text: String!) {
    search(text: $text, kinds: [CLIENT, PRODUCT, USER], first: 10) {
      title
      detail
      matched
      target {
        __typename
        ... on Client {
          id
          name
          tier {
            key
            zh
            en
          }
        }
        ... on Product {
          id
        }
        ... on User {
          id
        }
      }
    }
    talks: search(text: $text, kinds: [INTERACTION], first: 5) {
      title
      target {
        __typename
        ... on Interaction {
          id
          kind
          at
          client {
            id
            name
          }
        }
      }
    }
  }
`

type Hit = PaletteSearchQuery$data['search'][number]

/** What stands behind a hit: of a client also the word of his tier. */
function detailOf({ detail, target }: Hit, locale: string): string | undefined {
  const tier = target.__typename === 'Client' ? target.tier : null
  const word = tier && ((locale === 'zh-CN' ? tier.zh : tier.en) ?? tier.key)
  return [word, detail].filter(Boolean).join(' · ') || undefined
}
type Found = Pick<PaletteSearchQuery$data, 'search' | 'talks'>
const NOTHING: Found = { search: [], talks: [] }
const icons: Record<string, typeof User> = { Client: User, Product: Package, User: UserCog }

/** Hits of a text, asked 120 ms after the last key; the previous hits stay until new ones are there. */
function useHits(text: string): { found: Found; waiting: boolean } {
  const environment = useRelayEnvironment()
  const [{ of, found }, setHits] = useState<{ of: string; found: Found }>({ of: '', found: NOTHING })
  const wanted = text.trim()
  useEffect(() => {
    if (!wanted) return
    let stop: (() => void) | undefined
    const timer = setTimeout(() => {
      const subscription = fetchQuery<PaletteSearchQuery>(environment, search, { text: wanted }).subscribe({
        next: (data) => setHits({ of: wanted, found: data }),
        error: () => setHits({ of: wanted, found: NOTHING }),
      })
      stop = () => subscription.unsubscribe()
    }, 120)
    return () => {
      clearTimeout(timer)
      stop?.()
    }
  }, [environment, wanted])
  return wanted ? { found, waiting: of !== wanted } : { found: NOTHING, waiting: false }
}

/** Ctrl-K: clients by name, pinyin, initials, tail of a number, company; what was said; pages; commands. With a client found, what to do. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t, i18n } = useLingui()
  const go = useGo()
  const mayLog = useRight('Mutation.logInteraction')
  const [text, setText] = useState('')
  const mayTask = useRight('Mutation.createTask')
  const mayEdit = useRight('Mutation.updateClient')
  const [logFor, setLogFor] = useState<{ id: string; name: string } | null>(null)
  const [taskFor, setTaskFor] = useState<{ id: string; name: string } | null>(null)
  const {
    found: { search: hits, talks },
    waiting,
  } = useHits(text)
  const commands = useAllCommands().filter((command) => command.palette)
  const lower = text.trim().toLowerCase()
  const matching = commands.filter(({ id, title }) => `${title} ${id}`.toLowerCase().includes(lower))
  const close = () => {
    onClose()
    setText('')
  }
  const openHit = (hit: Hit) => {
    if (hit.target.__typename === 'Client') go(paths.client(hit.target.id))
    else if (hit.target.__typename === 'User') go(paths.users())
    else if (hit.target.__typename === 'Product') go(paths.product(hit.target.id))
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
          detail: detailOf(hit, i18n.locale),
          icon: <Icon size={16} />,
          run: () => openHit(hit),
        }
      }),
    },
    {
      title: t`With the first client found`,
      items: clients.slice(0, 1).flatMap((client) => {
        const { id, title: name } = client
        return [
          ...(mayLog
            ? [
                {
                  id: `log-${id}`,
                  title: t`Log an interaction with ${name}`,
                  icon: <MessageSquarePlus size={16} />,
                  run: () => setLogFor({ id, name }),
                },
              ]
            : []),
          ...(mayTask
            ? [
                {
                  id: `task-${id}`,
                  title: t`New task for ${name}`,
                  icon: <ListPlus size={16} />,
                  run: () => setTaskFor({ id, name }),
                },
              ]
            : []),
          ...(mayEdit
            ? [
                {
                  id: `edit-${id}`,
                  title: t`Edit ${name}`,
                  icon: <Pencil size={16} />,
                  run: () => go(paths.editClient(id)),
                },
              ]
            : []),
        ]
      }),
    },
    {
      title: t`Conversations`,
      items: talks.flatMap(({ title, target }) => {
        if (target.__typename !== 'Interaction' || !target.client) return []
        const { id, kind, at, client } = target
        return [
          {
            id: `talk-${id}`,
            title,
            detail: [client.name, dateTime(at).slice(0, 10)].filter(Boolean).join(' · '),
            icon: <InteractionIcon kind={kind} />,
            run: () => go(paths.client(client.id, 'timeline', { until: at, entry: id })),
          },
        ]
      }),
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
        placeholder={t`Name, pinyin, initials, tail of phone or ID, company; what was said; a page or command`}
        empty={t`Nothing found. Try pinyin initials, e.g. "zw" for 张伟.`}
        groups={groups}
        waiting={waiting}
      />
      {logFor && (
        <LogInteractionDialog clientId={logFor.id} clientName={logFor.name} open onClose={() => setLogFor(null)} />
      )}
      {taskFor && <TaskDialog client={taskFor} onClose={() => setTaskFor(null)} />}
    </>
  )
}
