import { graphql, useLazyLoadQuery } from 'react-relay'
import type { useAuditWordsQuery } from '../../__generated__/useAuditWordsQuery.graphql'
import { useBoth } from '../../book/journeyWords'

const query = graphql`
  query useAuditWordsQuery {
    auditWords {
      types {
        key
        zh
        en
      }
      actions {
        key
        zh
        en
      }
    }
  }
`

/** What types and acts are called; the key of what has no name. */
export function useAuditWords(): (list: 'types' | 'actions', key: string) => string {
  const both = useBoth()
  const { auditWords } = useLazyLoadQuery<useAuditWordsQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  return (list, key) => {
    const found = auditWords[list].find((each) => each.key === key)
    return found ? both(found) : key
  }
}
