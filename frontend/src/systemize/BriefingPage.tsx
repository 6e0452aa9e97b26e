import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { Printer } from 'lucide-react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { BriefingPageQuery } from '../__generated__/BriefingPageQuery.graphql'
import { RiskBadge, StateBadge, TagBadge } from '../book/ClientBadges'
import { useWords } from '../book/words'
import { dateTime, dayOf } from '../format/date'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Page, Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import css from './Handover.module.css'

const query = graphql`
  query BriefingPageQuery($id: ID!, $client: ID!) {
    handover(id: $id) {
      id
      executedAt
      from {
        name
      }
      lines(client: $client) {
        note
        to {
          name
        }
      }
    }
    client(id: $client) {
      id
      name
      state
      riskLevel
      riskValidUntil
      aum
      birthDate
      note
      tags {
        id
        name
        colour
      }
      household {
        name
        members {
          id
          name
        }
      }
      holdings {
        units
        cost
        product {
          id
          name
        }
        shareClass {
          id
        }
      }
      tasks(first: 20, open: true) {
        nodes {
          id
          title
          dueAt
        }
      }
      interactions(first: 5) {
        nodes {
          id
          kind
          at
          summary
          needs
          by {
            name
          }
        }
      }
    }
  }
`

/** What who follows should know of a client, on one sheet of paper. */
export function BriefingPage() {
  const { t } = useLingui()
  const { handoverId, clientId } = useParams({ strict: false })
  return (
    <Boundary
      fallback={
        <Page title={t`Briefing`} padded>
          <SkeletonRows rows={10} />
        </Page>
      }
    >
      <Sheet id={handoverId ?? ''} client={clientId ?? ''} />
    </Boundary>
  )
}

function Sheet({ id, client: clientId }: { id: string; client: string }) {
  const { t } = useLingui()
  const { word } = useWords()
  const { handover, client } = useLazyLoadQuery<BriefingPageQuery>(
    query,
    { id, client: clientId },
    { fetchPolicy: 'store-and-network' },
  )
  const line = handover?.lines?.[0]
  if (!handover || !client || !line) {
    return (
      <Page title={t`Briefing`} padded>
        <ErrorState page failure={new Failure('NOT_FOUND', '')} />
      </Page>
    )
  }
  const family = (client.household?.members ?? []).filter((member) => member.id !== client.id)
  const talks = client.interactions?.nodes ?? []
  const tasks = client.tasks?.nodes ?? []
  const holdings = client.holdings ?? []
  return (
    <Page
      title={t`Briefing: ${client.name ?? '—'}`}
      padded
      actions={
        <Button onClick={() => window.print()}>
          <Printer size={14} aria-hidden="true" />
          {t`Print`}
        </Button>
      }
    >
      <article className={css.sheet}>
        <p className={css.hint}>
          {t`From ${handover.from?.name ?? '—'} to ${line.to?.name ?? '—'}`}
          {handover.executedAt && ` · ${dateTime(handover.executedAt)}`} ·{' '}
          <Link to={paths.client(client.id)}>{t`Open the client`}</Link> ·{' '}
          <Link to={paths.handover(handover.id)}>{t`The hand-over`}</Link>
        </p>
        <dl className={css.facts}>
          <dt>{t`State`}</dt>
          <dd className={css.badges}>
            <StateBadge state={client.state} />
            <RiskBadge level={client.riskLevel} validUntil={client.riskValidUntil} today={dayOf(new Date())} />
          </dd>
          <dt>{t`AUM`}</dt>
          <dd>
            <Money cny={client.aum} />
          </dd>
          <dt>{t`Birthday`}</dt>
          <dd>{client.birthDate ?? '—'}</dd>
          <dt>{t`Family`}</dt>
          <dd>
            {client.household ? `${client.household.name}: ${family.map((each) => each.name).join(t`, `) || '—'}` : '—'}
          </dd>
          <dt>{t`Tags`}</dt>
          <dd className={css.badges}>
            {(client.tags ?? []).map((tag) => (
              <TagBadge key={tag.id} name={tag.name} colour={tag.colour} />
            ))}
          </dd>
        </dl>
        <Section title={t`Note for who follows`}>
          <p className={css.note}>{line.note ?? t`Nothing was written.`}</p>
        </Section>
        {client.note && (
          <Section title={t`Remark on the client`}>
            <p className={css.note}>{client.note}</p>
          </Section>
        )}
        <Section title={t`Open tasks`}>
          {tasks.length === 0 ? (
            <p className={css.hint}>{t`None.`}</p>
          ) : (
            <ul className={css.list}>
              {tasks.map((task) => (
                <li key={task.id}>
                  {task.title} · {dateTime(task.dueAt)}
                </li>
              ))}
            </ul>
          )}
        </Section>
        <Section title={t`Last contacts`}>
          {talks.length === 0 ? (
            <p className={css.hint}>{t`None.`}</p>
          ) : (
            <ul className={css.list}>
              {talks.map((talk) => (
                <li key={talk.id}>
                  {dateTime(talk.at)} · {word('interactionKinds', talk.kind)} · {talk.by?.name ?? '—'}
                  <span className={css.note}>{[talk.summary, talk.needs].filter(Boolean).join('\n')}</span>
                </li>
              ))}
            </ul>
          )}
        </Section>
        <Section title={t`Holdings`}>
          {holdings.length === 0 ? (
            <p className={css.hint}>{t`None.`}</p>
          ) : (
            <ul className={css.list}>
              {holdings.map((holding) => (
                <li key={`${holding.product.id} ${holding.shareClass?.id ?? ''}`}>
                  {holding.product.name} · {holding.units} · {t`cost`} <Money cny={holding.cost} />
                </li>
              ))}
            </ul>
          )}
        </Section>
      </article>
    </Page>
  )
}
