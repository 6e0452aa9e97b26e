import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { useClientFactsFurtherQuery } from '../__generated__/useClientFactsFurtherQuery.graphql'
import type { useClientFactsQuery } from '../__generated__/useClientFactsQuery.graphql'
import type { Fact, Relation } from '../ui/condition/facts'
import { type FactKind, OPERATORS } from '../ui/condition/tree'
import { bestLevel } from '../viewer/access'
import { useViewer } from '../viewer/Viewer'
import { useUserItems } from './UserChoice'
import { useServiceCells } from './useServiceCells'
import { useTagItems } from './useTagItems'
import { useTiers } from './useTiers'

const query = graphql`
  query useClientFactsQuery {
    ofClient: filterRelations(type: "Client") {
      ...useClientFacts_relation @relay(mask: false)
    }
    ofTask: filterRelations(type: "Task") {
      ...useClientFacts_relation @relay(mask: false)
    }
    regions {
      code
      zh
      en
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

/** What belongs to those in turn: a question of its own, since both together are more than one may ask for. */
const further = graphql`
  query useClientFactsFurtherQuery {
    ofHolding: filterRelations(type: "Holding") {
      ...useClientFacts_relation @relay(mask: false)
    }
    ofHousehold: filterRelations(type: "Household") {
      ...useClientFacts_relation @relay(mask: false)
    }
    ofTransaction: filterRelations(type: "Transaction") {
      ...useClientFacts_relation @relay(mask: false)
    }
  }
`

/** What belongs to rows of a type, and what can be compared there. */
export const fragment = graphql`
  fragment useClientFacts_relation on FilterRelation {
    key
    of
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
`

const ONCE = { fetchPolicy: 'store-or-network' } as const

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
  const { fields, ownFields, access } = useViewer()
  const { ofClient, ofTask, regions, teams, products } = useLazyLoadQuery<useClientFactsQuery>(query, {}, ONCE)
  const { ofHolding, ofHousehold, ofTransaction } = useLazyLoadQuery<useClientFactsFurtherQuery>(further, {}, ONCE)
  const users = useUserItems()
  const tags = useTagItems()
  const tiers = useTiers().items
  const cells = useServiceCells().items
  // biome-ignore lint/correctness/useExhaustiveDependencies: all words follow the language
  return useMemo(() => {
    const word = (item: { zh: string; en: string }) => (i18n.locale === 'zh-CN' ? item.zh : item.en)
    const pointed: Record<string, { value: string; label: string }[]> = {
      user: users,
      tags,
      region: regions.map(({ code, zh, en }) => ({ value: code, label: word({ zh, en: en ?? zh }) })),
      team: teams.map(({ id, name }) => ({ value: id, label: name })),
    }
    const funds = products.nodes.map(({ id, name }) => ({ value: id, label: name ?? id }))
    const factOf = (field: Told, section?: string): Fact[] => {
      if (!(field.kind in OPERATORS) || field.kind === 'sealed') return []
      if (isPersonal(field) && !words) return []
      const own = field.options?.map((option) => ({ value: option.value, label: word(option) }))
      const items = own?.length
        ? own
        : field.key === 'product' || field.kind === 'product'
          ? funds
          : field.key === 'tier'
            ? tiers
            : field.key === 'serviceCell'
              ? cells
              : pointed[field.kind]
      // A row that can only be named by its id is asked about by what it has.
      if ((field.kind === 'household' || field.kind === 'client') && !items) return []
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
    const facts = [...fields.values(), ...ownFields]
      .filter((field) => field.filterable && ['VIEW', 'EDIT'].includes(bestLevel(access, field.coordinate)))
      .flatMap((field) => factOf(field, titles[field.section ?? '']))
    const told: Record<string, typeof ofClient> = {
      Client: ofClient,
      Holding: ofHolding,
      Household: ofHousehold,
      Task: ofTask,
      Transaction: ofTransaction,
    }
    const known = new Map<string, Relation[]>()
    const relationsOf = (type: string, from: string): readonly Relation[] => {
      const way = `${from} ${type}`
      const before = known.get(way)
      if (before) return before
      const made: Relation[] = []
      // Kept before it is filled: families have members, who have families.
      known.set(way, made)
      for (const { key, of, zh, en, one, fields: inner } of told[type] ?? []) {
        // Who looks after a client is a fact of the client; and the one row from which one came is no news.
        if (key === 'owner' || (one && of === from)) continue
        const facts = inner.flatMap((field) => factOf(field))
        made.push({ key, label: word({ zh, en }), one, facts, relations: relationsOf(of, type) })
      }
      return made
    }
    return { facts, relations: relationsOf('Client', '') }
  }, [i18n.locale, fields, ownFields, access, ofClient, ofHolding, teams, products, users, tags, tiers, cells, words])
}
