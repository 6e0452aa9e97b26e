import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { WorkloadsQuery } from '../__generated__/WorkloadsQuery.graphql'
import { count } from '../format/money'
import { paths } from '../paths'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { useRight } from '../viewer/Viewer'
import css from './Handover.module.css'

const query = graphql`
  query WorkloadsQuery {
    workloads {
      clients
      aum
      openTasks
      overdueTasks
      user {
        id
        name
      }
    }
  }
`
const MOST_BARS = 30

/** What each person has to do: clients, money, open and overdue tasks, among what the reader sees. */
export function Workloads() {
  const { t, i18n } = useLingui()
  const mayPlan = useRight('Mutation.planHandover')
  const { workloads } = useLazyLoadQuery<WorkloadsQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  if (workloads.length === 0) return <EmptyState scene="list" title={t`Nobody has clients or tasks.`} />
  const bars = workloads.filter((each) => each.clients > 0).slice(0, MOST_BARS)
  const first = workloads[0]
  const figure = (value: number | null | undefined) => (value == null ? '—' : count(value, i18n.locale))
  return (
    <Section title={t`Workload`}>
      <div className={css.stack}>
        <Chart
          title={t`Clients per person`}
          summary={t`${first?.user.name ?? '—'} has most clients: ${count(first?.clients ?? 0, i18n.locale)}.`}
          height={220}
          spec={{
            kind: 'bar',
            unit: 'count',
            categories: bars.map((each) => each.user.name),
            series: [{ name: t`Clients`, values: bars.map((each) => String(each.clients)) }],
          }}
        />
        <DataTable
          label={t`Workload, ${count(workloads.length, i18n.locale)} people`}
          heads={[
            { id: 'who', title: t({ message: 'Name', context: 'person' }) },
            { id: 'clients', title: t`Clients`, end: true },
            { id: 'aum', title: t`AUM`, end: true },
            { id: 'open', title: t`Open tasks`, end: true, wide: true },
            { id: 'late', title: t`Overdue`, end: true },
            { id: 'action', title: '' },
          ]}
        >
          {workloads.map((each) => (
            <tr key={each.user.id}>
              <td>{each.user.name}</td>
              <td className={endCell}>{figure(each.clients)}</td>
              <td className={endCell}>
                <Money cny={each.aum} />
              </td>
              <td className={wideEndCell}>{figure(each.openTasks)}</td>
              <td className={endCell}>{figure(each.overdueTasks)}</td>
              <td className={endCell}>
                {mayPlan && each.clients > 0 && (
                  <Link to={paths.newHandover({ from: each.user.id })}>{t`Hand over…`}</Link>
                )}
              </td>
            </tr>
          ))}
        </DataTable>
      </div>
    </Section>
  )
}
