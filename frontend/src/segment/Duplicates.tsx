import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { DuplicatesQuery } from '../__generated__/DuplicatesQuery.graphql'
import { StateBadge } from '../book/ClientBadges'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { Note } from '../ui/ErrorState'
import { Bar } from '../ui/Skeleton'
import { useFields } from '../viewer/useFields'
import css from './ClientForm.module.css'

const query = graphql`
  query DuplicatesQuery($id: ID!) {
    client(id: $id) {
      id
      name
      state
      owner {
        name
      }
    }
  }
`

type Candidate = { id: string; reasons: string[] }

/** The candidates a DUPLICATE refusal names; those the caller may not see are not among them. */
export function candidatesOf(failure: Failure): Candidate[] {
  const { candidates } = failure.params
  if (!Array.isArray(candidates)) return []
  return candidates.filter((each): each is Candidate => typeof each?.id === 'string' && Array.isArray(each?.reasons))
}

type Props = { failure: Failure; busy: boolean; onCreate: () => void }

/** Likely twins with the reasons, and the way to create all the same. */
export function Duplicates({ failure, busy, onCreate }: Props) {
  const { t } = useLingui()
  const candidates = candidatesOf(failure)
  return (
    <div role="alert">
      <Note tone="warn">
        {failure.message || t`This may duplicate an existing client.`}
        {candidates.length === 0 && ` ${t`The existing one is not among the clients you may see; ask your team lead.`}`}
      </Note>
      <ul className={css.duplicates}>
        {candidates.map((candidate) => (
          <li key={candidate.id} className={css.duplicate}>
            <Suspense fallback={<Bar />}>
              <Twin candidate={candidate} />
            </Suspense>
          </li>
        ))}
      </ul>
      <Button busy={busy} onClick={onCreate}>
        {t`Create anyway`}
      </Button>
    </div>
  )
}

function Twin({ candidate }: { candidate: Candidate }) {
  const { t } = useLingui()
  const { label } = useFields()
  const { client } = useLazyLoadQuery<DuplicatesQuery>(query, { id: candidate.id })
  const reasons = candidate.reasons.map(label).join(', ')
  return (
    <>
      {client ? (
        <>
          <a href={paths.client(client.id)} target="_blank" rel="noreferrer">
            {client.name ?? '—'}
          </a>
          <StateBadge state={client.state} />
          <span>{client.owner?.name}</span>
        </>
      ) : (
        <span>{t`A client you may not see`}</span>
      )}
      <span className={css.why}>{t`Same: ${reasons}`}</span>
    </>
  )
}
