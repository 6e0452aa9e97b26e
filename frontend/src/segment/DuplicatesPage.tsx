import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { DuplicatesPageDismissMutation } from '../__generated__/DuplicatesPageDismissMutation.graphql'
import type { DuplicatesPageQuery, DuplicatesPageQuery$data } from '../__generated__/DuplicatesPageQuery.graphql'
import { StateBadge } from '../book/ClientBadges'
import { date, dateTime } from '../format/date'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { useFields } from '../viewer/useFields'
import { useRight } from '../viewer/Viewer'
import css from './DuplicatesPage.module.css'
import { MergeDialog } from './MergeDialog'

const query = graphql`
  query DuplicatesPageQuery {
    mergeCandidates(first: 50) {
      total
      nodes {
        strong
        reasons
        one {
          id
          name
          state
          createdAt
          owner {
            name
          }
        }
        other {
          id
          name
          state
          createdAt
          owner {
            name
          }
        }
      }
    }
  }
`
const mutation = graphql`
  mutation DuplicatesPageDismissMutation($input: DismissCandidateInput!) {
    dismissCandidate(input: $input) {
      id
    }
  }
`

/** Pairs of records that may be one client: merged, or said to be two. */
export function DuplicatesPage() {
  const { t } = useLingui()
  const may = useRight('Query.mergeCandidates')
  return (
    <Page title={t`Duplicates`} padded>
      {may ? (
        <Boundary fallback={<SkeletonRows rows={6} />}>
          <Worklist />
        </Boundary>
      ) : (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      )}
    </Page>
  )
}

type Candidate = DuplicatesPageQuery$data['mergeCandidates']['nodes'][number]

function Worklist() {
  const { t } = useLingui()
  const [round, setRound] = useState(0)
  const { mergeCandidates } = useLazyLoadQuery<DuplicatesPageQuery>(
    query,
    {},
    { fetchPolicy: 'network-only', fetchKey: round },
  )
  const { nodes, total } = mergeCandidates
  if (nodes.length === 0) {
    return (
      <EmptyState scene="done" title={t`No client seems to be in the book twice.`}>
        <p>{t`Records with the same number, or the same name and something beside it, are listed here.`}</p>
      </EmptyState>
    )
  }
  const shown = nodes.length
  return (
    <>
      <p className={css.total}>{t`${shown} of ${total} pairs, the likeliest first`}</p>
      <ul className={css.list}>
        {nodes.map((candidate) => (
          <Pair
            key={candidate.one.id + candidate.other.id}
            candidate={candidate}
            onSettled={() => setRound((n) => n + 1)}
          />
        ))}
      </ul>
    </>
  )
}

function Pair({ candidate, onSettled }: { candidate: Candidate; onSettled: () => void }) {
  const { t } = useLingui()
  const { label } = useFields()
  const [dismiss, busy] = useChange<DuplicatesPageDismissMutation>(mutation)
  const [merging, setMerging] = useState(false)
  const { one, other, strong, reasons } = candidate
  const why = reasons.map(label).join(t`, `)
  const say = async (undo: boolean) => {
    const outcome = await dismiss({ input: { id: one.id, other: other.id, undo } })
    if (!outcome.ok) return toast(outcome.failure.message, 'bad')
    if (undo) toast(t`The pair is listed again.`)
    else toast(t`Kept as two clients.`, { action: { label: t`Undo`, run: () => void say(true) } })
    onSettled()
  }
  return (
    <li className={css.pair}>
      <Side client={one} />
      <Side client={other} />
      <div className={css.why}>
        <Badge hue={strong ? 'amber' : 'neutral'}>{strong ? t`Very likely` : t`Possible`}</Badge>
        <span>{t`Same: ${why}`}</span>
      </div>
      <div className={css.actions}>
        <Button small look="primary" onClick={() => setMerging(true)}>{t`Compare and merge`}</Button>
        <Button small busy={busy} onClick={() => void say(false)}>{t`Not the same`}</Button>
      </div>
      {merging && (
        <MergeDialog
          id={one.id}
          name={one.name ?? ''}
          other={{ value: other.id, label: other.name ?? '' }}
          onClose={() => setMerging(false)}
          onMerged={onSettled}
        />
      )}
    </li>
  )
}

function Side({ client }: { client: Candidate['one'] }) {
  const { t } = useLingui()
  const made = client.createdAt ? date(dateTime(client.createdAt).slice(0, 10)) : '—'
  return (
    <div className={css.side}>
      <Link to={paths.client(client.id)}>{client.name ?? '—'}</Link>
      <StateBadge state={client.state} />
      <span className={css.meta}>
        {client.owner?.name ?? '—'} · {t`Created ${made}`}
      </span>
    </div>
  )
}
