import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { DueNeedsQuery } from '../__generated__/DueNeedsQuery.graphql'
import { useNeedAmount } from '../book/needWords'
import { dayOf } from '../format/date'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import css from './HomePage.module.css'

const query = graphql`
  query DueNeedsQuery($me: ID!, $by: Date!) {
    needs(owner: $me, state: "open", followUpBy: $by, first: 8) {
      nodes {
        id
        purpose
        amount
        currency
        followUpOn
        client {
          id
          name
        }
      }
    }
  }
`
/** Days before its day from which a need is work of today. */
const AHEAD = 3

/** Needs of one's own clients to come back to. */
export function DueNeeds({ me }: { me: string }) {
  const { t } = useLingui()
  const amountOf = useNeedAmount()
  const [by] = useState(() => dayOf(new Date(Date.now() + AHEAD * 86_400_000)))
  const { needs } = useLazyLoadQuery<DueNeedsQuery>(query, { me, by }, { fetchPolicy: 'store-and-network' })
  const today = dayOf(new Date())
  if (needs.nodes.length === 0) return null
  return (
    <Section title={t`Needs to follow up`}>
      <ul>
        {needs.nodes.map((need) => (
          <li key={need.id} className={css.line}>
            <Link to={paths.client(need.client?.id ?? '', 'needs')} className={css.name}>
              {need.client?.name ?? '—'}
            </Link>
            <span className={css.when}>
              {[need.purpose, amountOf(need), need.followUpOn].filter(Boolean).join(' · ')}
            </span>
            {(need.followUpOn ?? '') < today && <Badge hue="red">{t`Overdue`}</Badge>}
          </li>
        ))}
      </ul>
    </Section>
  )
}
