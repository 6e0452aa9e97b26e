import { useLingui } from '@lingui/react/macro'
import { ArrowRightLeft } from 'lucide-react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { HoldingChangesQuery } from '../__generated__/HoldingChangesQuery.graphql'
import { useNameOfClass } from '../book/fundName'
import { useWords } from '../book/words'
import { dayOf } from '../format/date'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { useMinute } from '../ui/useMinute'
import css from './HomePage.module.css'

const query = graphql`
  query HoldingChangesQuery($me: ID, $from: Date!) {
    holdingChanges(from: $from, owner: $me, first: 8) {
      totalCount
      edges {
        cursor
        node {
          kind
          date
          net
          isReversal
          client {
            id
            name
          }
          product {
            name
          }
          shareClass {
            name
          }
        }
      }
    }
  }
`
const DAYS = 30

/** Which of one's clients bought, gave back or was paid lately. */
export function HoldingChanges({ me }: { me: string | null }) {
  const { t } = useLingui()
  const { word } = useWords()
  const nameOf = useNameOfClass()
  const now = useMinute()
  const from = dayOf(new Date(new Date(dayOf(now)).getTime() - DAYS * 86_400_000))
  const { holdingChanges } = useLazyLoadQuery<HoldingChangesQuery>(
    query,
    { me, from },
    { fetchPolicy: 'store-and-network' },
  )
  const { edges, totalCount } = holdingChanges
  const more = totalCount - edges.length
  return (
    <Section title={t`Holdings that changed`}>
      {edges.length === 0 ? (
        <EmptyState
          small
          icon={<ArrowRightLeft size={20} />}
          title={t`No confirmed transaction of your clients in ${DAYS} days.`}
        />
      ) : (
        <ul>
          {edges.map(({ cursor, node }) => (
            <li key={cursor} className={css.client}>
              {node.client ? (
                <Link to={paths.client(node.client.id, 'holdings')} className={css.name}>
                  {node.client.name}
                </Link>
              ) : (
                <span className={css.name}>—</span>
              )}
              <span className={css.end}>
                <Money cny={node.net} />
              </span>
              <span className={css.when}>
                {node.isReversal && <Badge hue="amber">{t`Reversal`}</Badge>}{' '}
                {word('transactionKinds', node.kind ?? '')} · {nameOf(node.product?.name ?? '—', node.shareClass?.name)}
              </span>
              <span className={`${css.when} ${css.end}`}>{node.date?.slice(5)}</span>
            </li>
          ))}
        </ul>
      )}
      {more > 0 && <p className={css.when}>{t`and ${more} more in ${DAYS} days`}</p>}
    </Section>
  )
}
