import { useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type {
  ClientGroupField,
  useClientGroupingQuery,
  useClientGroupingQuery$data,
} from '../__generated__/useClientGroupingQuery.graphql'
import { useServiceCells } from '../book/useServiceCells'
import { useTiers } from '../book/useTiers'
import { asFailure } from '../relay/failure'
import type { Group, Grouping } from '../ui/grid/flat'
import { useGroupPages } from '../ui/grid/useGroupPages'
import { Money } from '../ui/Money'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useFields } from '../viewer/useFields'
import { type ClientNode, clientFetcher, type Question } from './useClientPages'

const document = graphql`
  query useClientGroupingQuery($by: ClientGroupField!, $filter: ClientFilter, $search: String) {
    clientGroups(by: $by, filter: $filter, search: $search) {
      value
      name
      count
      aum
    }
  }
`

/** Columns the list can be grouped by, and the server's names for them. */
export const CLIENT_GROUPS: Record<string, ClientGroupField> = {
  state: 'STATE',
  tier: 'TIER',
  serviceCell: 'SERVICE_CELL',
  owner: 'OWNER',
  riskLevel: 'RISK_LEVEL',
  province: 'PROVINCE',
  industry: 'INDUSTRY',
  kind: 'KIND',
  relationship: 'RELATIONSHIP',
  investorClass: 'INVESTOR_CLASS',
}

/** A group's key in the page: its value, or this for those without one. */
const WITHOUT = ''

/** The question behind one group: the list's own, and the group's value. */
export function questionOf(question: Question, by: string, key: string): Question {
  const own = { [by]: key === WITHOUT ? { empty: true } : { eq: key } }
  return { ...question, filter: question.filter ? { and: [question.filter, own] } : own }
}

/** The list in groups by a column, with how many and how much each holds; null while it is not grouped or not known yet. */
export function useClientGrouping(
  by: string | null,
  question: Question,
  own: readonly string[] = [],
): Grouping<ClientNode> | null {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const words = useFailureText()
  const { option } = useFields()
  const tiers = useTiers(by === 'tier')
  const service = useServiceCells(by === 'serviceCell')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [answer, setAnswer] = useState<{ of: string; groups: useClientGroupingQuery$data['clientGroups'] } | null>(null)
  const asked = JSON.stringify([by, question.filter, question.search])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for what is asked
  useEffect(() => {
    const field = by ? CLIENT_GROUPS[by] : undefined
    if (!field) return setAnswer(null)
    const { filter, search } = question
    const subscription = fetchQuery<useClientGroupingQuery>(environment, document, {
      by: field,
      filter,
      search,
    }).subscribe({
      next: ({ clientGroups }) => setAnswer({ of: by ?? '', groups: clientGroups }),
      error: (error: Error) => toast(words(asFailure(error)).title, 'bad'),
    })
    return () => subscription.unsubscribe()
  }, [environment, asked])
  // biome-ignore lint/correctness/useExhaustiveDependencies: other groups, others are open
  useEffect(() => setOpen(new Set()), [by])

  const told = JSON.stringify([by, question, own])
  const fetcherOf = useCallback(
    (key: string) => {
      const [column, list, keys] = JSON.parse(told) as [string, Question, string[]]
      return clientFetcher(environment, questionOf(list, column, key), keys)
    },
    [environment, told],
  )
  const rowsOf = useGroupPages(open, fetcherOf)
  const title = (group: useClientGroupingQuery$data['clientGroups'][number]) =>
    group.value == null
      ? t`Without a value`
      : by === 'owner'
        ? (group.name ?? '—')
        : by === 'tier'
          ? tiers.word(group.value)
          : by === 'serviceCell'
            ? service.word(group.value)
            : option(by ?? '', group.value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the answer
  const groups = useMemo(
    () =>
      answer?.of === by
        ? answer.groups.map(
            (group): Group => ({
              key: group.value ?? WITHOUT,
              title: title(group),
              count: group.count,
              ...(group.aum == null ? {} : { totals: { aum: <Money cny={group.aum} column /> } }),
            }),
          )
        : null,
    [answer, by, tiers, service],
  )
  const onToggle = useCallback((key: string) => {
    setOpen((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  }, [])
  return by && groups ? { groups, open, onToggle, rowsOf } : null
}
