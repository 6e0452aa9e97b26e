import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { DuplicateHintQuery } from '../__generated__/DuplicateHintQuery.graphql'
import { Button } from '../ui/Button'
import { Note } from '../ui/ErrorState'
import { useFields } from '../viewer/useFields'
import { MergeDialog } from './MergeDialog'
import css from './MergedBanner.module.css'

const query = graphql`
  query DuplicateHintQuery($id: ID!) {
    mergeCandidates(client: $id, first: 3) {
      nodes {
        reasons
        one {
          id
          name
        }
        other {
          id
          name
        }
      }
    }
  }
`

/** Records that may be the same client, with what speaks for it; nothing where there are none. */
export function DuplicateHint({ id }: { id: string }) {
  const { t } = useLingui()
  const { label } = useFields()
  const { mergeCandidates } = useLazyLoadQuery<DuplicateHintQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const [opened, setOpened] = useState<string | null>(null)
  if (mergeCandidates.nodes.length === 0) return null
  return (
    <div className={css.banner}>
      {mergeCandidates.nodes.map(({ one, other, reasons }) => {
        const [self, twin] = one.id === id ? [one, other] : [other, one]
        const name = twin.name ?? '—'
        const why = reasons.map(label).join(t`, `)
        return (
          <Note key={twin.id}>
            <span className={css.line}>
              <span>{t`${name} may be the same client. Same: ${why}`}</span>
              <Button small onClick={() => setOpened(twin.id)}>{t`Compare and merge`}</Button>
            </span>
            {opened === twin.id && (
              <MergeDialog
                id={id}
                name={self.name ?? ''}
                other={{ value: twin.id, label: name }}
                onClose={() => setOpened(null)}
              />
            )}
          </Note>
        )
      })}
    </div>
  )
}
