import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ClientSignalsQuery } from '../__generated__/ClientSignalsQuery.graphql'
import { date } from '../format/date'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { DataTable, endCell, wideCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { Fall } from './Fall'
import { percentDown } from './falls'
import { useSilenceWord } from './silenceWords'

const query = graphql`
  query ClientSignalsQuery($id: ID!) {
    client(id: $id) {
      signals {
        drawdowns {
          id
          episode
          state
          fall
          deepest
          level
          loss
          begunOn
          asOf
          product {
            name
          }
          task {
            id
            title
            state
          }
        }
        silence {
          state
          since
          step
          steps
          note
          task {
            id
            title
          }
        }
      }
    }
  }
`

/** What signals found of a client: funds of his that fell, and whether he is silent. */
export function ClientSignals({ id }: { id: string }) {
  const { t } = useLingui()
  const word = useSilenceWord()
  const { client } = useLazyLoadQuery<ClientSignalsQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const found = client?.signals
  if (!found) return <ErrorState failure={new Failure('FORBIDDEN', '')} />
  const { drawdowns, silence } = found
  const states: Record<string, string> = {
    open: t`Goes on`,
    recovered: t`Recovered`,
    left: t`Holds nothing any more`,
  }
  if (drawdowns.length === 0 && !silence) return <EmptyState scene="list" title={t`Nothing calls for attention.`} />
  return (
    <>
      {silence && (
        <Section title={t`Silence`}>
          <p>
            <Badge hue={silence.state === 'answered' ? 'green' : 'amber'} shape="half">
              {word(silence.state)}
            </Badge>{' '}
            {t`Last contact on ${date(silence.since)}`}
            {silence.state === 'wake_running' && ` · ${t`Step ${silence.step} of ${silence.steps}`}`}
            {silence.note && ` · ${silence.note}`}{' '}
            {silence.task && <Link to={paths.tasks({ task: silence.task.id })}>{silence.task.title}</Link>}
          </p>
        </Section>
      )}
      {drawdowns.length > 0 && (
        <Section title={t`Drawdowns`}>
          <DataTable
            label={t`Drawdowns`}
            heads={[
              { id: 'fund', title: t`Fund` },
              { id: 'fall', title: t`Fall` },
              { id: 'loss', title: t`Loss`, end: true },
              { id: 'deepest', title: t`Deepest`, end: true, wide: true },
              { id: 'since', title: t`Since`, wide: true },
              { id: 'state', title: t`State` },
              { id: 'task', title: t`Talk`, wide: true },
            ]}
          >
            {drawdowns.map((row) => (
              <tr key={row.id}>
                <td>
                  <Link to={paths.drawdownEpisode(row.episode)}>{row.product?.name ?? '—'}</Link>
                </td>
                <td>
                  <Fall ratio={row.fall} level={row.level} />
                </td>
                <td className={endCell}>
                  <Money cny={row.loss} />
                </td>
                <td className={wideEndCell}>{percentDown(row.deepest)}</td>
                <td className={wideCell}>{date(row.begunOn)}</td>
                <td>{states[row.state] ?? row.state}</td>
                <td className={wideCell}>
                  {row.task ? <Link to={paths.tasks({ task: row.task.id })}>{row.task.title}</Link> : '—'}
                </td>
              </tr>
            ))}
          </DataTable>
        </Section>
      )}
    </>
  )
}
