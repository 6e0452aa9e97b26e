import { useLingui } from '@lingui/react/macro'
import { History } from 'lucide-react'
import { graphql, useFragment } from 'react-relay'
import type { Happenings_edge$key } from '../__generated__/Happenings_edge.graphql'
import { paths } from '../paths'
import { LoadMore } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Timeline } from '../ui/Timeline'
import { useSearchValues } from '../viewer/url'
import css from './Happenings.module.css'
import { TimelineEntry, TimelineIcon } from './TimelineEntry'

const fragment = graphql`
  fragment Happenings_edge on TimelineEdge @relay(plural: true) {
    cursor
    at
    client {
      id
      name
    }
    node {
      __typename
      ... on Interaction {
        id
      }
      ...TimelineEntry_item
      ...TimelineEntryIcon_item
    }
  }
`

type Props = {
  edges: Happenings_edge$key
  /** Whether each entry says whom it is about. */
  named?: boolean
  waiting: boolean
  hasNext: boolean
  loading: boolean
  onMore: () => void
}

/** A page of a timeline by days; the entry that the URL names is marked and brought into sight. */
export function Happenings({ edges, named, waiting, hasNext, loading, onMore }: Props) {
  const { t } = useLingui()
  const shown = useFragment(fragment, edges)
  const { entry } = useSearchValues()
  return (
    <div className={waiting ? css.waiting : undefined} aria-busy={waiting}>
      {shown.length === 0 && <EmptyState small icon={<History size={20} />} title={t`Nothing of this kind yet.`} />}
      <Timeline
        entries={shown.map(({ cursor, at, client, node }) => ({
          id: cursor,
          at,
          icon: <TimelineIcon item={node} />,
          marked: node.__typename === 'Interaction' && node.id === entry,
          body: (
            <>
              {named && client && (
                <div className={css.whom}>
                  <Link to={paths.client(client.id, 'timeline')}>{client.name ?? '—'}</Link>
                </div>
              )}
              <TimelineEntry item={node} />
            </>
          ),
        }))}
      />
      <LoadMore hasNext={hasNext} loading={loading} onMore={onMore} shown={shown.length} />
    </div>
  )
}
