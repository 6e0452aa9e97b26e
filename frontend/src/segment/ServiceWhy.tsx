import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ServiceWhyQuery } from '../__generated__/ServiceWhyQuery.graphql'
import { useServiceCells } from '../book/useServiceCells'
import { useTiers } from '../book/useTiers'
import { date } from '../format/date'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import { useRight } from '../viewer/Viewer'
import { ServiceByHand } from './ServiceByHand'
import { useServiceWords } from './serviceWords'
import css from './TierWhy.module.css'

const query = graphql`
  query ServiceWhyQuery($client: ID!) {
    client(id: $client) {
      contactDueOn
      ownerFits
      service {
        matrix
        since
        ...ServiceByHand_service
        cell {
          key
          zh
          en
          tiers
          sentence
          owner
          cadence {
            every
            unit
            kinds
          }
          calendar
          responses {
            kind
            minutes
          }
          entitlements {
            zh
            en
          }
          escalation
        }
        breach {
          foundAt
          isTold
        }
        history(first: 8) {
          fromCell
          toCell
          matrix
          on
        }
      }
    }
  }
`

type Props = { client: string; onPropose: () => void; onEnded: () => void }

/** Why a client is due this service: the cell and for whom it is, what is promised, and what he was due before. */
export function ServiceWhy({ client, onPropose, onEnded }: Props) {
  const { t, i18n } = useLingui()
  const data = useLazyLoadQuery<ServiceWhyQuery>(query, { client }, { fetchPolicy: 'network-only' })
  const { word, role, minutes, cadence } = useServiceWords()
  const mayOpen = useRight('Query.serviceMatrices')
  const cells = useServiceCells()
  const tiers = useTiers()
  const service = data.client?.service
  const cell = service?.cell
  if (!service || !cell) return <p className={css.why}>{t`No cell of the service matrix holds for him.`}</p>
  const zh = i18n.locale === 'zh-CN'
  const whom = [cell.tiers.map(tiers.word).join(t`, `), cell.sentence].filter(Boolean).join(' · ') || t`everybody`
  const alike = new Set(cell.responses.map((each) => each.minutes)).size === 1
  const said = (key: string | null | undefined) => (key ? cells.word(key) : '—')
  return (
    <div className={css.why}>
      <p className={css.head}>
        <strong>{zh ? cell.zh : cell.en}</strong>
        {service.since && t`since ${date(service.since)}`}
      </p>
      <dl className={css.facts}>
        <Fact name={t({ message: 'For', context: 'service' })}>{whom}</Fact>
        <Fact name={t({ message: 'Contact', context: 'service' })}>{cadence(cell.cadence)}</Fact>
        {data.client?.contactDueOn && <Fact name={t`Next contact by`}>{date(data.client.contactDueOn)}</Fact>}
        {cell.owner.length > 0 && <Fact name={t`Served by`}>{cell.owner.map(role).join(t`, `)}</Fact>}
        {service.breach && (
          <Fact name={t`Owner of another level`}>
            {service.breach.isTold ? t`his team's lead has a task` : t`nobody could be told`}
          </Fact>
        )}
        {alike ? (
          <Fact name={t`Answers within`}>{minutes(cell.responses[0]?.minutes ?? 0)}</Fact>
        ) : (
          cell.responses.map((each) => (
            <Fact key={each.kind} name={word('requests', each.kind)}>
              {minutes(each.minutes)}
            </Fact>
          ))
        )}
        {cell.responses.length > 0 && <Fact name={t`Hours that count`}>{word('calendars', cell.calendar)}</Fact>}
        {cell.entitlements.length > 0 && (
          <Fact name={t`Gets`}>{cell.entitlements.map((each) => (zh ? each.zh : each.en)).join(t`, `)}</Fact>
        )}
        {cell.escalation.length > 0 && <Fact name={t`Escalation`}>{cell.escalation.map(role).join(' → ')}</Fact>}
      </dl>
      {service.history.length > 1 && (
        <ol aria-label={t`History`}>
          {service.history.map((line) => (
            <li key={`${line.on}${line.toCell}${line.fromCell}`}>
              {date(line.on)} {said(line.fromCell)} → {said(line.toCell)}
            </li>
          ))}
        </ol>
      )}
      <ServiceByHand service={service} onPropose={onPropose} onEnded={onEnded} />
      {mayOpen && <Link to={paths.service()}>{t`Service matrix, version ${service.matrix}`}</Link>}
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
