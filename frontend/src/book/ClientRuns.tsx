import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ClientRunsQuery } from '../__generated__/ClientRunsQuery.graphql'
import { paths } from '../paths'
import { DataTable } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { Section } from '../ui/Page'
import { useBoth } from './journeyWords'
import { RunState } from './RunState'

const query = graphql`
  query ClientRunsQuery($client: ID!) {
    automationRuns(filter: { client: $client }, first: 10) {
      totalCount
      nodes {
        id
        state
        startedAt
        automation {
          zh
          en
        }
      }
    }
  }
`

/** What automations did about a client of late; the rest is on the page of runs. */
export function ClientRuns({ id }: { id: string }) {
  const { t } = useLingui()
  const both = useBoth()
  const { automationRuns } = useLazyLoadQuery<ClientRunsQuery>(
    query,
    { client: id },
    { fetchPolicy: 'store-and-network' },
  )
  const { nodes, totalCount } = automationRuns
  return (
    <Section
      title={t`What automations did`}
      actions={
        (totalCount ?? 0) > nodes.length ? (
          <Link to={paths.automationRuns({ client: id })}>{t`All ${totalCount} runs`}</Link>
        ) : undefined
      }
    >
      {nodes.length === 0 ? (
        <EmptyState small title={t`No automation ran about this client.`} />
      ) : (
        <DataTable
          label={t`What automations did`}
          heads={[
            { id: 'automation', title: t`Automation` },
            { id: 'state', title: t`State` },
            { id: 'at', title: t`Began` },
          ]}
        >
          {nodes.map((run) => (
            <tr key={run.id}>
              <td>
                <Link to={paths.automationRuns({ client: id, open: run.id })}>
                  {run.automation ? both(run.automation) : '—'}
                </Link>
              </td>
              <td>
                <RunState state={run.state} />
              </td>
              <td>
                <Moment at={run.startedAt} />
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </Section>
  )
}
