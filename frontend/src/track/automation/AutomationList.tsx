import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { AutomationListQuery, AutomationListQuery$data } from '../../__generated__/AutomationListQuery.graphql'
import css from '../../book/Journeys.module.css'
import { useBoth } from '../../book/journeyWords'
import { count } from '../../format/money'
import { paths } from '../../paths'
import { Badge } from '../../ui/Badge'
import { Choice } from '../../ui/Choice'
import { DataTable, endCell, wideCell, wideEndCell } from '../../ui/DataTable'
import { EmptyState } from '../../ui/EmptyState'
import { FilterBar } from '../../ui/FilterBar'
import { Link } from '../../ui/Link'
import { Moment } from '../../ui/Moment'
import { TextField } from '../../ui/TextField'
import { useSearchValues, useSetSearch } from '../../viewer/url'
import { AutomationSwitch } from './AutomationSwitch'
import own from './Automations.module.css'
import { contentOf } from './content'
import { useAutomationWords } from './useAutomationWords'
import { useNamed } from './useNamed'

const query = graphql`
  query AutomationListQuery {
    automations {
      id
      zh
      en
      kind
      number
      on
      fault
      archivedAt
      content
      owner {
        id
        name
      }
      figures {
        runs
        failed
        lastRunAt
      }
      ...AutomationSwitch_automation
    }
  }
`
type Row = AutomationListQuery$data['automations'][number]

/** Whether a row is among those that the URL asks for. */
const isAsked = (row: Row, name: string, values: Record<string, string>): boolean =>
  (values.state === 'archived') === Boolean(row.archivedAt) &&
  (values.state !== 'on' || row.on) &&
  (values.state !== 'off' || !row.on) &&
  (values.state !== 'attention' || row.figures.failed > 0 || Boolean(row.fault)) &&
  (!values.kind || row.kind === values.kind) &&
  (!values.q || name.toLowerCase().includes(values.q.toLowerCase()))

/** The automations that the URL asks for; filters stay in it. */
export function AutomationList() {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const named = useNamed()
  const words = useAutomationWords(named)
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const { automations } = useLazyLoadQuery<AutomationListQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  if (automations.length === 0)
    return (
      <EmptyState scene="list" title={t`Nothing goes by itself yet.`}>
        {t`An automation takes steps when something happens: it asks for approvals, makes tasks, tells people.`}
      </EmptyState>
    )
  const rows = automations.filter((row) => isAsked(row, both(row), values))
  const number = (value: number) => count(value, i18n.locale)
  return (
    <div className={css.panel}>
      <FilterBar flush>
        <TextField
          label={t`Name`}
          type="search"
          value={values.q ?? ''}
          onChange={(event) => setSearch({ q: event.currentTarget.value })}
        />
        <Choice
          label={t`State`}
          clearable
          placeholder={t`All`}
          items={[
            { value: 'on', label: t`Switched on` },
            { value: 'off', label: t`Switched off` },
            { value: 'attention', label: t`Needs attention` },
            { value: 'archived', label: t`Out of use` },
          ]}
          value={values.state ?? null}
          onChange={(state) => setSearch({ state })}
        />
        <Choice
          label={t`Started by`}
          clearable
          placeholder={t`All`}
          items={words.catalogue.triggers}
          value={values.kind ?? null}
          onChange={(kind) => setSearch({ kind })}
        />
      </FilterBar>
      {rows.length === 0 ? (
        <EmptyState scene="list" title={t`No automation is like that.`} />
      ) : (
        <DataTable
          label={t`Automations`}
          heads={[
            { id: 'name', title: t`Automation` },
            { id: 'on', title: t`Switch` },
            { id: 'owner', title: t({ message: 'Responsible', context: 'automation' }), wide: true },
            { id: 'runs', title: t`Runs in 30 days`, end: true, wide: true },
            { id: 'failed', title: t`Need attention`, end: true },
            { id: 'last', title: t`Last run`, wide: true },
          ]}
        >
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Link to={paths.automation(row.id)}>{both(row)}</Link>{' '}
                {row.fault && <Badge hue="red">{t`Cannot run`}</Badge>}
                {row.number === 0 && <Badge>{t`Not published yet`}</Badge>}
                <span className={own.line}>
                  {row.content ? words.line(contentOf(row.content).trigger, contentOf(row.content).steps) : '—'}
                </span>
              </td>
              <td>
                <AutomationSwitch automation={row} />
              </td>
              <td className={wideCell}>{row.owner?.name ?? '—'}</td>
              <td className={wideEndCell}>{number(row.figures.runs)}</td>
              <td className={endCell}>
                {row.figures.failed > 0 ? (
                  <Link to={paths.automationRuns({ automation: row.id, state: 'failed' })}>
                    {number(row.figures.failed)}
                  </Link>
                ) : (
                  '0'
                )}
              </td>
              <td className={wideCell}>
                <Moment at={row.figures.lastRunAt} />
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </div>
  )
}
