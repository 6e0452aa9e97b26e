import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ExpiringQuery } from '../__generated__/ExpiringQuery.graphql'
import { date, dayOf, daysBetween } from '../format/date'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import css from './HomePage.module.css'

const query = graphql`
  query ExpiringQuery($me: ID!, $from: Date!, $until: Date!) {
    clients(
      filter: { owner: { eq: $me }, riskValidUntil: { gte: $from, lte: $until } }
      orderBy: [{ field: AUM, direction: DESC }]
      first: 30
    ) {
      nodes {
        id
        name
        riskLevel
        riskValidUntil
      }
    }
  }
`
/** Days before and after today within which a questionnaire's end is work of today. */
const [BEFORE, AFTER] = [30, 30]
const MOST = 8
const dayAway = (days: number) => dayOf(new Date(Date.now() + days * 86_400_000))

/** Risk questionnaires of one's own clients that ended lately or end soon: nobody may buy without one. */
export function Expiring({ me }: { me: string }) {
  const { t } = useLingui()
  const [variables] = useState(() => ({ me, from: dayAway(-BEFORE), until: dayAway(AFTER) }))
  const { clients } = useLazyLoadQuery<ExpiringQuery>(query, variables, { fetchPolicy: 'store-and-network' })
  const today = dayOf(new Date())
  const soonest = [...clients.nodes]
    .sort((one, other) => ((one.riskValidUntil ?? '') < (other.riskValidUntil ?? '') ? -1 : 1))
    .slice(0, MOST)
  if (soonest.length === 0) return null
  return (
    <Section title={t`Risk questionnaires to renew`}>
      <ul>
        {soonest.map((client) => {
          const left = daysBetween(today, client.riskValidUntil ?? today)
          return (
            <li key={client.id} className={css.line}>
              <Link to={paths.client(client.id)} className={css.name}>
                {client.name ?? '—'}
              </Link>
              <span className={css.when}>
                {client.riskLevel ?? '—'} · {date(client.riskValidUntil)}
              </span>
              {left < 0 && (
                <Badge hue="amber" shape="bar">
                  {t`Expired`}
                </Badge>
              )}
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
