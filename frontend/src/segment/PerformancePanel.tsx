import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { PerformancePanelQuery } from '../__generated__/PerformancePanelQuery.graphql'
import { useNameOfClass } from '../book/fundName'
import { moneyShort, percent } from '../format/money'
import { Choice } from '../ui/Choice'
import { Chart } from '../ui/chart/Chart'
import type { ChartSpec } from '../ui/chart/spec'
import { DataTable, endCell } from '../ui/DataTable'
import { DateField } from '../ui/DateField'
import { EmptyState } from '../ui/EmptyState'
import { Figure, Figures } from '../ui/Figure'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { Change, Percent } from '../ui/Percent'
import { useSearchValues, useSetSearch } from '../viewer/url'
import css from './PerformancePanel.module.css'

const query = graphql`
  query PerformancePanelQuery($id: ID!, $on: Date, $view: FigureView!) {
    client(id: $id) {
      worthHistory(on: $on, view: $view) {
        date
        value
        paidIn
        gain
      }
      performance(on: $on, view: $view) {
        total {
          invested
          value
          total
          realised
          unrealised
          dividends
          sincePurchase
          timeWeighted
          moneyWeighted
        }
        positions {
          product {
            name
          }
          shareClass {
            name
          }
          figures {
            value
            total
            sincePurchase
            timeWeighted
            moneyWeighted
            drawdown
            drawdownSincePurchase
          }
        }
      }
    }
  }
`

/** What a client gained, as known now or as known on the day itself: figures, two charts, each fund. */
export function PerformancePanel({ id, turn }: { id: string; turn: number }) {
  const { t, i18n } = useLingui()
  const { locale } = i18n
  const nameOf = useNameOfClass()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const on = /^\d{4}-\d{2}-\d{2}$/.test(values.on ?? '') ? (values.on ?? null) : null
  const view = values.view === 'then' ? 'KNOWN_THEN' : 'KNOWN_NOW'
  const { client } = useLazyLoadQuery<PerformancePanelQuery>(
    query,
    { id, on, view },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const performance = client?.performance
  const history = client?.worthHistory ?? []
  const total = performance?.total
  const held = (performance?.positions ?? []).filter(({ figures }) => Number(figures?.value ?? 0) > 0)
  if (!performance) return null
  const name = (each: (typeof held)[number]) => nameOf(each.product?.name ?? '—', each.shareClass?.name)
  const allocation: ChartSpec = {
    kind: 'donut',
    unit: 'money',
    parts: held.map((each) => ({ name: name(each), value: each.figures?.value ?? '0' })),
  }
  const worth: ChartSpec = {
    kind: 'line',
    unit: 'money',
    categories: history.map((each) => each.date),
    series: [
      { name: t`Value`, values: history.map((each) => each.value ?? null) },
      { name: t`Net paid in`, values: history.map((each) => each.paidIn ?? null) },
    ],
  }
  const gains: ChartSpec = {
    kind: 'line',
    unit: 'money',
    categories: history.map((each) => each.date),
    series: [{ name: t`Total gain`, values: history.map((each) => each.gain ?? null) }],
  }
  const largest = held.reduce(
    (best, each) => (Number(each.figures?.value) > Number(best?.figures?.value ?? 0) ? each : best),
    held[0],
  )
  const share = largest && total?.value ? String(Number(largest.figures?.value) / Number(total.value)) : null
  return (
    <Section title={t`Returns`}>
      <div className={css.tools}>
        <DateField
          label={t({ message: 'As of', context: 'returns' })}
          placeholder={t`Today`}
          value={on}
          onChange={(next) => setSearch({ on: next })}
        />
        <Choice
          label={t`Figures`}
          value={view}
          onChange={(next) => setSearch({ view: next === 'KNOWN_THEN' ? 'then' : null })}
          items={[
            { value: 'KNOWN_NOW', label: t`as known now` },
            { value: 'KNOWN_THEN', label: t`as known then` },
          ]}
        />
      </div>
      {performance.positions.length === 0 ? (
        <EmptyState small title={t`Nothing had been bought by then.`} />
      ) : (
        <>
          {total && (
            <Figures>
              <Figure title={t`Value`} value={total.value ?? null} unit="money" />
              <Figure
                title={t`Total gain`}
                value={total.total ?? null}
                unit="money"
                change={total.sincePurchase ?? null}
                meaning={t`Realised, unrealised and dividends, after fees; beside it over what was ever paid in`}
              >
                {t`realised ${moneyShort(total.realised, locale)}, unrealised ${moneyShort(total.unrealised, locale)}`}
              </Figure>
              <Figure
                title={t`Time-weighted`}
                value={total.timeWeighted ?? null}
                unit="percent"
                meaning={t`Returns between flows, chained; before fees charged to the client`}
              />
              <Figure
                title={t`Money-weighted a year`}
                value={total.moneyWeighted ?? null}
                unit="percent"
                meaning={t`The yearly rate (XIRR) at which all payments and the value are worth nothing`}
              />
            </Figures>
          )}
          <div className={css.charts}>
            <Chart
              title={t`Value over time`}
              summary={
                total
                  ? t`${moneyShort(total.value, locale)} now, ${moneyShort(total.invested, locale)} was ever paid in.`
                  : t`Some of the funds are not shown to you.`
              }
              spec={worth}
            />
            <Chart
              title={t`Allocation`}
              summary={
                largest
                  ? t`${name(largest)} is the largest part${share ? ` (${percent(share, locale)})` : ''}.`
                  : t`Holds nothing at present.`
              }
              spec={allocation}
            />
          </div>
          <Chart
            title={t`Gain over time`}
            summary={t`Value less what was paid in, week by week: ${moneyShort(history.at(-1)?.gain, locale)} in the end.`}
            spec={gains}
            height={180}
          />
          <DataTable
            label={t`Returns by fund`}
            heads={[
              { id: 'product', title: t`Product` },
              { id: 'value', title: t`Value`, end: true },
              { id: 'gain', title: t`Total gain`, end: true },
              { id: 'since', title: t`Since purchase`, end: true },
              { id: 'twr', title: t`Time-weighted`, end: true },
              { id: 'mwr', title: t`Money-weighted a year`, end: true },
              { id: 'drawdown', title: t`Fund's drawdown`, end: true },
              { id: 'own', title: t`Drawdown since purchase`, end: true },
            ]}
          >
            {performance.positions.map((each) => (
              <tr key={name(each)}>
                <td className={css.name}>{name(each)}</td>
                <td className={endCell}>
                  <Money cny={each.figures?.value} />
                </td>
                <td className={endCell}>
                  <Money cny={each.figures?.total} />
                </td>
                <td className={endCell}>
                  <Change by={each.figures?.sincePurchase} />
                </td>
                <td className={endCell}>
                  <Percent ratio={each.figures?.timeWeighted} />
                </td>
                <td className={endCell}>
                  <Percent ratio={each.figures?.moneyWeighted} />
                </td>
                <td className={endCell}>
                  <Percent ratio={each.figures?.drawdown} />
                </td>
                <td className={endCell}>
                  <Percent ratio={each.figures?.drawdownSincePurchase} />
                </td>
              </tr>
            ))}
          </DataTable>
        </>
      )}
    </Section>
  )
}
