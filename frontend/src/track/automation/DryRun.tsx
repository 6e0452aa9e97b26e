import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { DryRunQuery, DryRunQuery$data } from '../../__generated__/DryRunQuery.graphql'
import { count } from '../../format/money'
import { paths } from '../../paths'
import { asFailure, type Failure } from '../../relay/failure'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Chart } from '../../ui/chart/Chart'
import { DataTable } from '../../ui/DataTable'
import { FailureLine } from '../../ui/ErrorState'
import { Link } from '../../ui/Link'
import { Moment } from '../../ui/Moment'
import own from './Automations.module.css'
import type { AutomationContent } from './content'
import { useCatalogue } from './useCatalogue'

const query = graphql`
  query DryRunQuery($content: JSON!) {
    dryRunAutomation(content: $content) {
      from
      until
      events
      begun
      unfit
      heldBack
      days {
        day
        begun
        unfit
      }
      effects {
        kind
        count
      }
      sample {
        at
        begun
        reason
        client {
          id
          name
        }
      }
    }
  }
`
type Result = DryRunQuery$data['dryRunAutomation']

/** What the version would have done over the last month: how often each day, by which steps, and for whom. */
export function DryRun({ content }: { content: AutomationContent }) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [result, setResult] = useState<{ of: string; told: Result } | null>(null)
  const asked = JSON.stringify(content)
  const run = () => {
    setBusy(true)
    setFailure(null)
    fetchQuery<DryRunQuery>(environment, query, { content }, { fetchPolicy: 'network-only' }).subscribe({
      next: (data) => setResult({ of: asked, told: data.dryRunAutomation }),
      error: (error: Error) => {
        setFailure(asFailure(error))
        setBusy(false)
      },
      complete: () => setBusy(false),
    })
  }
  return (
    <div className={own.stack}>
      <p className={own.meta}>
        {t`Matches the events of the last 30 days with this version, by what is known of clients now. Nothing is done.`}
      </p>
      <div>
        <Button busy={busy} onClick={run}>
          {t`Run it dry`}
        </Button>
      </div>
      <FailureLine failure={failure} />
      {result && result.of !== asked && <p className={own.meta}>{t`The version was changed since.`}</p>}
      {result && <Shown told={result.told} />}
    </div>
  )
}

/** Every day of [from, until], as days without events count too. */
function daysOf({ from, until, days }: Result): Result['days'][number][] {
  const known = new Map(days.map((each) => [each.day, each]))
  const found = []
  for (let at = Date.parse(from); at <= Date.parse(until); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    found.push(known.get(day) ?? { day, begun: 0, unfit: 0 })
  }
  return found
}

function Shown({ told }: { told: Result }) {
  const { t, i18n } = useLingui()
  const catalogue = useCatalogue()
  const number = (value: number) => count(value, i18n.locale)
  const days = daysOf(told)
  const summary = t`Of ${number(told.events)} events ${number(told.begun)} would have begun a run; of ${number(told.unfit)} the condition does not hold, ${number(told.heldBack)} are held back by limits.`
  return (
    <>
      {told.days.length > 0 ? (
        <Chart
          title={t`Runs by day, ${told.from} to ${told.until}`}
          summary={summary}
          height={200}
          spec={{
            kind: 'stacked',
            unit: 'count',
            categories: days.map(({ day }) => day),
            series: [
              { name: t`Would run`, values: days.map(({ begun }) => String(begun)) },
              { name: t`Condition does not hold`, values: days.map(({ unfit }) => String(unfit)) },
            ],
          }}
        />
      ) : (
        <p role="status">{t`Nothing of that kind happened in the last 30 days.`}</p>
      )}
      {told.begun > 0 && told.effects.length > 0 && (
        <dl className={own.figures}>
          {told.effects.map((effect) => (
            <div key={effect.kind}>
              <dt>{catalogue.step(effect.kind)}</dt>
              <dd>{t`${plural(effect.count, { one: '# time', other: '# times' })}`}</dd>
            </div>
          ))}
        </dl>
      )}
      {told.sample.length > 0 && (
        <DataTable
          label={t`The latest of them`}
          heads={[
            { id: 'at', title: t`When` },
            { id: 'client', title: t`Client` },
            { id: 'what', title: t`What would have been` },
          ]}
        >
          {told.sample.map((each, n) => (
            <tr key={n}>
              <td>
                <Moment at={each.at} />
              </td>
              <td>
                {each.client ? <Link to={paths.client(each.client.id)}>{each.client.name ?? '—'}</Link> : t`The firm`}
              </td>
              <td>
                {each.begun ? (
                  <Badge hue="green" shape="dot">{t`Would run`}</Badge>
                ) : each.reason === 'mode' || each.reason === 'most_per_hour' ? (
                  <Badge hue="amber" shape="ring">{t`Held back by limits`}</Badge>
                ) : (
                  <span className={own.meta}>
                    {each.reason ? t`Does not hold: ${each.reason}` : t`Condition does not hold`}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </>
  )
}
