import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { useClientFactsQuery } from '../__generated__/useClientFactsQuery.graphql'
import { useUserItems } from '../book/UserChoice'
import type { Fact, Relation } from '../ui/condition/facts'
import { type FactKind, OPERATORS } from '../ui/condition/tree'
import { bestLevel } from '../viewer/access'
import { useViewer } from '../viewer/Viewer'
import { useTagItems } from './useTagItems'

const query = graphql`
  query useClientFactsQuery {
    filterRelations(type: "Client") {
      key
      zh
      en
      one
      fields {
        key
        kind
        zh
        en
        classification
        options {
          value
          zh
          en
        }
      }
    }
    teams {
      id
      name
    }
    products(first: 100) {
      nodes {
        id
        name
      }
    }
  }
`

type Told = {
  readonly key: string
  readonly kind: string
  readonly zh: string
  readonly en: string
  readonly classification: string
  readonly options?: readonly { readonly value: string; readonly zh: string; readonly en: string }[] | null | undefined
}

/** What may name a client or quote a note stays out of conditions: they stand in the URL and in views of others. */
const isPersonal = ({ kind, classification }: Told) =>
  ['text', 'long_text', 'sealed'].includes(kind) && ['personal', 'sensitive'].includes(classification)

/**
 * What conditions about clients can compare, and what belongs to clients; suspends while it loads.
 *
 * words: also texts about a person, for conditions that stand in no URL.
 */
export function useClientFacts({ words = false }: { words?: boolean } = {}): {
  facts: readonly Fact[]
  relations: readonly Relation[]
} {
  const { t, i18n } = useLingui()
  const { fields, access } = useViewer()
  const { filterRelations, teams, products } = useLazyLoadQuery<useClientFactsQuery>(
    query,
    {},
    { fetchPolicy: 'store-or-network' },
  )
  const users = useUserItems()
  const tags = useTagItems()
  // biome-ignore lint/correctness/useExhaustiveDependencies: all words follow the language
  return useMemo(() => {
    const word = (item: { zh: string; en: string }) => (i18n.locale === 'zh-CN' ? item.zh : item.en)
    const pointed: Record<string, { value: string; label: string }[]> = {
      user: users,
      tags,
      team: teams.map(({ id, name }) => ({ value: id, label: name })),
    }
    const funds = products.nodes.map(({ id, name }) => ({ value: id, label: name ?? id }))
    const factOf = (field: Told, section?: string): Fact[] => {
      if (!(field.kind in OPERATORS) || field.kind === 'sealed') return []
      if (isPersonal(field) && !words) return []
      const own = field.options?.map((option) => ({ value: option.value, label: word(option) }))
      const items = own?.length ? own : field.key === 'product' ? funds : pointed[field.kind]
      // A row that can only be named by its id is asked about by what it has.
      if (field.kind === 'household' && !items) return []
      const fact = { key: field.key, label: word(field), kind: field.kind as FactKind }
      return [{ ...fact, ...(section ? { section } : {}), ...(items ? { items } : {}) }]
    }
    const titles: Record<string, string> = {
      identity: t`Identity`,
      contact: t`Contact`,
      profile: t`Profile`,
      investing: t`Investing`,
      service: t`Service`,
    }
    const facts = [...fields.values()]
      .filter((field) => field.filterable && ['VIEW', 'EDIT'].includes(bestLevel(access, field.coordinate)))
      .flatMap((field) => factOf(field, titles[field.section ?? '']))
    const relations = filterRelations
      // Who looks after a client is a fact of the client.
      .filter(({ key }) => key !== 'owner')
      .map(({ key, zh, en, one, fields: inner }) => ({
        key,
        label: word({ zh, en }),
        one,
        facts: inner.flatMap((field) => factOf(field)),
      }))
    return { facts, relations }
  }, [i18n.locale, fields, access, filterRelations, teams, products, users, tags, words])
}
