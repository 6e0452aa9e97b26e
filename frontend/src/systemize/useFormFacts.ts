import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { useFormFactsQuery } from '../__generated__/useFormFactsQuery.graphql'
import { useUserItems } from '../book/UserChoice'
import type { Fact } from '../ui/condition/facts'
import { type FactKind, OPERATORS } from '../ui/condition/tree'
import { bestLevel } from '../viewer/access'
import { useViewer } from '../viewer/Viewer'

const query = graphql`
  query useFormFactsQuery {
    regions {
      code
      zh
      en
    }
  }
`
/** Kinds of the product's fields that a form writes, and that are kept in the clear. */
const PLAIN: ReadonlySet<string> = new Set(['text', 'long_text', 'choice', 'boolean', 'date'])

/** What the rules of a form can rest on: the client's other fields, as far as the person may read them. */
export function useFormFacts(but: string | null): readonly Fact[] {
  const { i18n } = useLingui()
  const { fields, ownFields, access } = useViewer()
  const { regions } = useLazyLoadQuery<useFormFactsQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  const users = useUserItems()
  return useMemo(() => {
    const word = (item: { zh: string; en?: string | null | undefined }) =>
      i18n.locale === 'zh-CN' ? item.zh : (item.en ?? item.zh)
    const pointed: Record<string, { value: string; label: string }[]> = {
      user: users,
      region: regions.map((each) => ({ value: each.code, label: word(each) })),
    }
    const written = [...fields.values()].filter((field) => field.editable && PLAIN.has(field.kind))
    return (
      [...written, ...ownFields]
        // What is computed or sealed, and rows that not everybody reaches, no form rests on.
        .filter(
          (field) =>
            !field.formula &&
            field.kind !== 'client' &&
            field.kind !== 'product' &&
            field.kind !== 'sealed' &&
            field.kind !== 'file',
        )
        .filter((field) => field.key !== but && field.filterable && field.kind in OPERATORS)
        .filter((field) => ['VIEW', 'EDIT'].includes(bestLevel(access, field.coordinate)))
        .map((field) => {
          const items = field.options?.length
            ? field.options.map((option) => ({ value: option.value, label: word(option) }))
            : pointed[field.kind]
          return { key: field.key, label: word(field), kind: field.kind as FactKind, ...(items ? { items } : {}) }
        })
    )
  }, [fields, ownFields, access, regions, users, but, i18n.locale])
}
