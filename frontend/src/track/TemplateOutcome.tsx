import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TemplateOutcomeQuery } from '../__generated__/TemplateOutcomeQuery.graphql'
import { KpiMeaning } from '../book/KpiMeaning'
import { percent } from '../format/money'
import { paths } from '../paths'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'

const query = graphql`
  query TemplateOutcomeQuery {
    journeyOutcomes {
      definition {
        ...KpiMeaning_definition
      }
      rows {
        template
        number
        figures {
          journeys
          won
          lost
          open
          median
          wonBy {
            day
            share
          }
        }
      }
    }
  }
`
type Props = { templates: readonly { id: string; name: string }[] }

/** What came of the journeys that began within a year, by template and version. */
export function TemplateOutcome({ templates }: Props) {
  const { t, i18n } = useLingui()
  const { journeyOutcomes: told } = useLazyLoadQuery<TemplateOutcomeQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network' },
  )
  const rows = templates.flatMap(({ id, name }) =>
    told.rows.filter((row) => row.template === id).map((row) => ({ ...row, name })),
  )
  const title = t`What comes of them`
  if (rows.length === 0)
    return (
      <Section title={title}>
        <EmptyState title={t`No journey began within a year.`} />
      </Section>
    )
  const few = (count: number | null | undefined) => (count == null ? t`few` : String(count))
  return (
    <Section title={title}>
      <DataTable
        label={title}
        heads={[
          { id: 'template', title: t`Template` },
          { id: 'number', title: t`Version`, end: true },
          { id: 'won', title: t`Won by day 90`, end: true },
          { id: 'median', title: t`Median`, end: true },
          { id: 'journeys', title: t`Journeys`, end: true, wide: true },
          { id: 'ended', title: t`Won / lost / running`, end: true, wide: true },
        ]}
      >
        {rows.map(({ template, number, name, figures }) => (
          <tr key={`${template} ${number}`}>
            <th scope="row">{number == null ? <Link to={paths.xray({ template })}>{name}</Link> : name}</th>
            <td className={endCell}>{number ?? t`all`}</td>
            <td className={endCell}>
              {percent(figures.wonBy.find(({ day }) => day === 90)?.share ?? null, i18n.locale)}
            </td>
            <td className={endCell}>{figures.median == null ? t`not reached` : t`${figures.median} d`}</td>
            <td className={wideEndCell}>{few(figures.journeys)}</td>
            <td className={wideEndCell}>{`${few(figures.won)} / ${few(figures.lost)} / ${few(figures.open)}`}</td>
          </tr>
        ))}
      </DataTable>
      <KpiMeaning definition={told.definition} />
    </Section>
  )
}
