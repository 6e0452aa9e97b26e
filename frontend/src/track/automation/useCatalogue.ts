import { graphql, useLazyLoadQuery } from 'react-relay'
import type { useCatalogueQuery, useCatalogueQuery$data } from '../../__generated__/useCatalogueQuery.graphql'
import { useBoth } from '../../book/journeyWords'

const query = graphql`
  query useCatalogueQuery {
    automationCatalogue {
      triggers {
        key
        zh
        en
      }
      events {
        key
        zh
        en
        filters {
          key
          zh
          en
          of
        }
      }
      actions {
        key
        zh
        en
        rights
      }
      figures {
        key
        zh
        en
      }
    }
  }
`
export type Catalogue = useCatalogueQuery$data['automationCatalogue']

/** What automations can react to and do, with its words; suspends while it loads. */
export function useCatalogue() {
  const both = useBoth()
  const { automationCatalogue: all } = useLazyLoadQuery<useCatalogueQuery>(
    query,
    {},
    { fetchPolicy: 'store-or-network' },
  )
  const word = (list: readonly { key: string; zh: string; en: string }[]) => (key: unknown) => {
    const found = list.find((each) => each.key === key)
    return found ? both(found) : String(key ?? '')
  }
  const items = (list: readonly { key: string; zh: string; en: string }[]) =>
    list.map((each) => ({ value: each.key, label: both(each) }))
  return {
    all,
    trigger: word(all.triggers),
    event: word(all.events),
    step: word(all.actions),
    figure: word(all.figures),
    triggers: items(all.triggers),
    events: items(all.events),
    figures: items(all.figures),
    steps: items(all.actions),
    filtersOf: (event: unknown) => all.events.find(({ key }) => key === event)?.filters ?? [],
  }
}
