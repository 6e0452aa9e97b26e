import { useLingui } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ServiceFiguresQuery, ServiceFiguresQuery$data } from '../__generated__/ServiceFiguresQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { useTiers } from '../book/useTiers'
import { dayOf } from '../format/date'
import { Choice } from '../ui/Choice'
import { useSpan } from '../ui/Clock'
import { DataTable, endCell, wideEndCell } from '../ui/DataTable'
import { FilterBar } from '../ui/FilterBar'
import { Section } from '../ui/Page'
import { Percent } from '../ui/Percent'
import { tip } from '../ui/Tooltip'
import css from './Requests.module.css'

const query = graphql`
  query ServiceFiguresQuery($from: Date!, $to: Date!, $by: ServiceFiguresBy!) {
    serviceFigures(from: $from, to: $to, by: $by) {
      response {
        zh
        en
      }
      resolution {
        zh
        en
      }
      whole {
        ...ServiceFigures_times @relay(mask: false)
      }
      rows {
        ...ServiceFigures_times @relay(mask: false)
      }
      promises {
        zh
        en
        tier
        minutes
        calendar
        kept
        due
        breached
      }
      complaints {
        definition {
          zh
          en
        }
        received
        perThousand
        daysToClose
        fromRegulator
        justified {
          ratio
        }
        repeats {
          ratio
        }
      }
    }
  }
`
graphql`
  fragment ServiceFigures_times on ServiceTimes {
    key
    zh
    en
    requests
    answered
    responseMean
    responseMedian
    responseP90
    resolutionMedian
    attainment {
      numerator
      denominator
      ratio
    }
    firstContact {
      ratio
    }
  }
`
type Figures = ServiceFiguresQuery$data['serviceFigures']
type Times = Figures['whole']
const DAYS = ['30', '90', '365']
const since = (days: string) => dayOf(new Date(Date.now() - Number(days) * 86_400_000))

/** How fast requests are answered and settled, which promises were kept, and how often clients complain. */
export function ServiceFigures() {
  const { t } = useLingui()
  const both = useBoth()
  const [days, setDays] = useState('90')
  const [by, setBy] = useState<'TYPE' | 'TIER'>('TYPE')
  const to = dayOf(new Date(Date.now() + 86_400_000))
  const { serviceFigures: told } = useLazyLoadQuery<ServiceFiguresQuery>(query, { from: since(days), to, by })
  return (
    <Section title={t`Figures of service`}>
      <FilterBar flush>
        <Choice
          label={t`Window`}
          items={DAYS.map((value) => ({ value, label: t`The last ${value} days` }))}
          value={days}
          onChange={(next) => setDays(next ?? '90')}
        />
        <Choice
          label={t({ message: 'By', context: 'requests' })}
          items={[
            { value: 'TYPE', label: t`Type of request` },
            { value: 'TIER', label: t`Tier` },
          ]}
          value={by}
          onChange={(next) => setBy(next === 'TIER' ? 'TIER' : 'TYPE')}
        />
      </FilterBar>
      <p
        className={css.meta}
        {...tip(both(told.response))}
      >{t`Times count by the calendar that was promised; what is open is counted with it.`}</p>
      <Rows told={told} />
      <Promises promises={told.promises} />
      <Complaints told={told.complaints} />
    </Section>
  )
}

function Rows({ told }: { told: Figures }) {
  const { t } = useLingui()
  const both = useBoth()
  const { word } = useTiers()
  const called = (row: Times) => {
    if (row.zh && row.en) return both({ zh: row.zh, en: row.en })
    return row.key ? word(row.key) : t`Without a tier`
  }
  return (
    <DataTable
      label={t`Times to answer and to settle`}
      heads={[
        { id: 'name', title: '' },
        { id: 'many', title: t`Requests`, end: true },
        { id: 'kept', title: t`Answered in time`, end: true },
        { id: 'mean', title: t`Mean`, end: true, wide: true },
        { id: 'median', title: t`Median`, end: true },
        { id: 'p90', title: t`Nine of ten within`, end: true, wide: true },
        { id: 'settled', title: t`Settled (median)`, end: true, wide: true },
        { id: 'once', title: t`At first contact`, end: true, wide: true },
      ]}
    >
      <Line name={t`All`} row={told.whole} />
      {told.rows.map((row) => (
        <Line key={row.key ?? ''} name={called(row)} row={row} />
      ))}
    </DataTable>
  )
}

function Line({ name, row }: { name: string; row: Times }) {
  const { t } = useLingui()
  const span = useSpan()
  const time = (minutes: number | string | null | undefined) => (minutes == null ? '—' : span(Number(minutes) * 60_000))
  return (
    <tr>
      <td>{name}</td>
      <td className={endCell}>{row.requests ?? t`few`}</td>
      <td className={endCell} {...tip(`${row.attainment.numerator ?? '—'} / ${row.attainment.denominator ?? '—'}`)}>
        <Percent ratio={row.attainment.ratio} />
      </td>
      <td className={wideEndCell}>{time(row.responseMean)}</td>
      <td className={endCell}>{time(row.responseMedian)}</td>
      <td className={wideEndCell}>{time(row.responseP90)}</td>
      <td className={wideEndCell}>{time(row.resolutionMedian)}</td>
      <td className={wideEndCell}>
        <Percent ratio={row.firstContact.ratio} />
      </td>
    </tr>
  )
}

function Promises({ promises }: { promises: Figures['promises'] }) {
  const { t } = useLingui()
  const both = useBoth()
  const span = useSpan()
  const { word } = useTiers()
  return (
    <DataTable
      label={t`Service promises`}
      heads={[
        { id: 'what', title: t`Promise` },
        { id: 'kept', title: t({ message: 'Kept', context: 'promise' }), end: true },
        { id: 'due', title: t({ message: 'Due', context: 'promise' }), end: true },
        { id: 'broken', title: t`Broken`, end: true },
      ]}
    >
      {promises.slice(0, 30).map((each) => {
        const within = span(each.minutes * 60_000)
        const when = each.calendar === 'always' ? t`day and night` : t`working time`
        return (
          <tr key={`${each.zh} ${each.tier} ${each.minutes} ${each.calendar}`}>
            <td>
              {both(each)}{' '}
              <span className={css.meta}>
                {[each.tier && word(each.tier), within, when].filter(Boolean).join(' · ')}
              </span>
            </td>
            <td className={endCell}>{each.kept}</td>
            <td className={endCell}>{each.due}</td>
            <td className={endCell}>{each.breached > 0 ? <strong className={css.bad}>{each.breached}</strong> : 0}</td>
          </tr>
        )
      })}
    </DataTable>
  )
}

function Complaints({ told }: { told: Figures['complaints'] }) {
  const { t } = useLingui()
  const both = useBoth()
  const facts: [string, ReactNode][] = [
    [t`Received`, told.received ?? '—'],
    [t`Per 1,000 client-months`, told.perThousand ?? '—'],
    [t`Justified`, <Percent key="justified" ratio={told.justified.ratio} />],
    [t`Days to close (median)`, told.daysToClose ?? '—'],
    [t`Repeated within 90 days`, <Percent key="repeats" ratio={told.repeats.ratio} />],
    [t`Forwarded by a regulator`, told.fromRegulator ?? '—'],
  ]
  return (
    <section>
      <h4 {...tip(both(told.definition))}>{t`Complaints`}</h4>
      <dl className={css.facts}>
        {facts.map(([name, value]) => [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
      </dl>
    </section>
  )
}
