import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { InteractionHistoryQuery } from '../__generated__/InteractionHistoryQuery.graphql'
import { ChangeList } from '../book/ChangeList'
import { dateTime } from '../format/date'
import { Dialog } from '../ui/Dialog'
import { Timeline } from '../ui/Timeline'

const query = graphql`
  query InteractionHistoryQuery($id: ID!) {
    node(id: $id) {
      ... on Interaction {
        history(first: 50) {
          nodes {
            id
            at
            action
            type
            by {
              name
            }
            changes {
              field
              before
              after
            }
          }
        }
      }
    }
  }
`

/** Who wrote and corrected an interaction, from what to what. */
export function InteractionHistory({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui()
  const { node } = useLazyLoadQuery<InteractionHistoryQuery>(query, { id }, { fetchPolicy: 'network-only' })
  const entries = node?.history?.nodes ?? []
  return (
    <Dialog title={t`What changed`} open onClose={onClose} size={560}>
      <Timeline
        entries={entries.map((entry) => ({
          id: entry.id,
          at: entry.at,
          icon: null,
          body: (
            <>
              <ChangeList action={entry.action} type={entry.type} changes={entry.changes} />
              <span title={dateTime(entry.at)}>{entry.by?.name ?? ''}</span>
            </>
          ),
        }))}
      />
    </Dialog>
  )
}
