import { graphql, useLazyLoadQuery } from 'react-relay'
import type { useNamedQuery } from '../../__generated__/useNamedQuery.graphql'
import { useBoth } from '../../book/journeyWords'
import { useUserItems } from '../../book/UserChoice'
import { useTagItems } from '../../book/useTagItems'
import type { Item } from '../../ui/Choice'
import { useRight } from '../../viewer/Viewer'

const query = graphql`
  query useNamedQuery($journeys: Boolean!) {
    journeyTemplates @include(if: $journeys) {
      id
      zh
      en
      archivedAt
      stages {
        key
        zh
        en
      }
    }
    taskTemplates {
      id
      title
    }
    approvalKinds {
      id
      zh
      en
      archivedAt
    }
    requestTypes {
      id
      zh
      en
      archivedAt
    }
    automations {
      id
      zh
      en
      archivedAt
    }
    messageTemplates {
      id
      zh
      en
      archivedAt
    }
    products(first: 100) {
      nodes {
        id
        name
      }
    }
  }
`

export type Named = {
  tags: readonly Item[]
  users: readonly Item[]
  journeys: readonly Item[]
  tasks: readonly Item[]
  approvals: readonly Item[]
  messages: readonly Item[]
  requests: readonly Item[]
  automations: readonly Item[]
  products: readonly Item[]
  /** Stages of one template, or of all. */
  stagesOf: (template: string | null) => Item[]
  /** What a public id is called; the id itself where it may not be known. */
  name: (id: string) => string
}

/** What automations can name, as items of lists; suspends while it loads. */
export function useNamed(): Named {
  const both = useBoth()
  const journeysKnown = useRight('Query.journeyTemplates')
  const found = useLazyLoadQuery<useNamedQuery>(query, { journeys: journeysKnown }, { fetchPolicy: 'store-or-network' })
  const tags = useTagItems()
  const users = useUserItems()
  const used = (rows: readonly { id: string; zh: string; en: string; archivedAt: string | null | undefined }[]) =>
    rows.filter(({ archivedAt }) => !archivedAt).map((row) => ({ value: row.id, label: both(row) }))
  const templates = found.journeyTemplates ?? []
  const lists = {
    tags,
    users,
    journeys: used(templates),
    tasks: found.taskTemplates.map(({ id, title }) => ({ value: id, label: title })),
    approvals: used(found.approvalKinds),
    messages: used(found.messageTemplates),
    requests: used(found.requestTypes),
    automations: used(found.automations),
    products: found.products.nodes.map(({ id, name }) => ({ value: id, label: name ?? id })),
  }
  const names = new Map(
    Object.values(lists)
      .flat()
      .map(({ value, label }) => [value, label]),
  )
  return {
    ...lists,
    name: (id) => names.get(id) ?? id,
    stagesOf: (template) => {
      const stages = templates.filter(({ id }) => !template || id === template).flatMap((each) => each.stages)
      return [...new Map(stages.map((stage) => [stage.key, { value: stage.key, label: both(stage) }])).values()]
    },
  }
}
