import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useMemo, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProductNavsQuery } from '../__generated__/ProductNavsQuery.graphql'
import { decimal, percent } from '../format/money'
import { Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { Button, TextButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Chart } from '../ui/chart/Chart'
import type { ChartSpec } from '../ui/chart/spec'
import { DataTable, endCell } from '../ui/DataTable'
import { DateField } from '../ui/DateField'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState, Note } from '../ui/ErrorState'
import { Figure, Figures } from '../ui/Figure'
import { Section } from '../ui/Page'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { deepest, falls, gain } from './drawdown'
import css from './ProductPage.module.css'

const query = graphql`
  query ProductNavsQuery($id: ID!, $knownAt: DateTime, $shareClass: ID, $reasons: Boolean!) {
    product(id: $id) {
      warningLine
      stopLine
      shareClasses {
        id
        name
        code
      }
      navPoints(knownAt: $knownAt, shareClass: $shareClass) {
        date
        unit
        cumulative
        adjusted
        dividend
        split
        corrected
        reason @include(if: $reasons)
      }
    }
  }
`
const PublishNavDialog = lazy(() =>
  import('./PublishNavDialog').then((loaded) => ({ default: loaded.PublishNavDialog })),
)
const NavVersionsDialog = lazy(() =>
  import('./NavVersionsDialog').then((loaded) => ({ default: loaded.NavVersionsDialog })),
)
const RANGES = ['all', '3y', '1y', '3m'] as const
const DAYS: Record<string, number> = { '3y': 1096, '1y': 366, '3m': 93 }
const LATEST = 12

/** Whether units paid out or were split on the day of a NAV. */
const isEvent = ({ dividend, split }: { dividend: string; split: string }): boolean =>
  Number(dividend) !== 0 || Number(split) !== 1

/** The day a range begins, counted from the last NAV; "" for all. */
function beginOf(range: string, last: string | undefined): string {
  const days = DAYS[range]
  if (!days || !last) return ''
  return new Date(Date.parse(last) - days * 86_400_000).toISOString().slice(0, 10)
}

/** The NAV series of a fund or of one of its classes, as known now or on an earlier day. */
export function ProductNavs({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const { range: asked, of, known } = useSearchValues()
  const setSearch = useSetSearch()
  const mayPublish = useRight('Mutation.publishNav')
  const internal = useRight('Query.clients')
  const [publishing, setPublishing] = useState(false)
  const [versionsOf, setVersionsOf] = useState<string | null>(null)
  const knownOn = /^\d{4}-\d{2}-\d{2}$/.test(known ?? '') ? known : undefined
  const { product } = useLazyLoadQuery<ProductNavsQuery>(
    query,
    { id, knownAt: knownOn ? `${knownOn}T23:59:59.999999+08:00` : null, shareClass: of || null, reasons: internal },
    { fetchPolicy: 'store-and-network' },
  )
  const range = RANGES.find((each) => each === asked) ?? 'all'
  const points = useMemo(() => product?.navPoints ?? [], [product])
  const series = useMemo(() => falls(points.map((point) => point.adjusted)), [points])
  const begin = beginOf(range, points.at(-1)?.date)
  const from = Math.max(
    0,
    points.findIndex((point) => point.date >= begin),
  )
  const shown = points.slice(from)
  const days = shown.map((point) => point.date)
  const events = shown.filter(isEvent)
  if (!product) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const { locale } = i18n
  const navs: ChartSpec = {
    kind: 'line',
    unit: 'nav',
    fitted: true,
    categories: days,
    // Without a payout both are one line, which then stands under one name.
    series: [
      ...(shown.some((point) => point.unit !== point.adjusted)
        ? [{ name: t`Unit NAV`, values: shown.map((point) => point.unit) }]
        : []),
      { name: t`Adjusted NAV`, values: shown.map((point) => point.adjusted) },
      ...(events.length > 0
        ? [{ name: t`Payout or split`, values: shown.map((point) => (isEvent(point) ? point.adjusted : null)) }]
        : []),
    ],
  }
  const drawdown: ChartSpec = {
    kind: 'line',
    unit: 'percent',
    categories: days,
    series: [{ name: t`Drawdown`, values: series.slice(from) }],
  }
  const last = points.at(-1)
  const now = series.length ? (-Number(series.at(-1))).toFixed(6) : null
  const most = deepest(series)
  const rose = gain(shown[0]?.adjusted, last?.adjusted)
  return (
    <>
      <div className={css.tools}>
        <Choice
          label={t`Period`}
          value={range}
          onChange={(next) => setSearch({ range: next === 'all' ? null : next })}
          items={[
            { value: 'all', label: t`Since inception` },
            { value: '3y', label: t`3 years` },
            { value: '1y', label: t`1 year` },
            { value: '3m', label: t`3 months` },
          ]}
        />
        {(product.shareClasses ?? []).length > 0 && (
          <Choice
            label={t`Share class`}
            clearable
            value={of ?? null}
            onChange={(next) => setSearch({ of: next })}
            items={(product.shareClasses ?? []).map((each) => ({ value: each.id, label: `${each.name} ${each.code}` }))}
          />
        )}
        <DateField
          label={t`As known on`}
          placeholder={t`Today`}
          value={knownOn ?? null}
          onChange={(next) => setSearch({ known: next || null })}
        />
        {mayPublish && !knownOn && (
          <Button look="primary" onClick={() => setPublishing(true)}>
            {t`Publish a NAV`}
          </Button>
        )}
      </div>
      {publishing && (
        <Suspense fallback={null}>
          <PublishNavDialog
            product={id}
            shareClass={of || null}
            known={new Map(points.map((point) => [point.date, point.unit]))}
            onClose={() => setPublishing(false)}
          />
        </Suspense>
      )}
      {versionsOf && (
        <Suspense fallback={null}>
          <NavVersionsDialog
            product={id}
            shareClass={of || null}
            date={versionsOf}
            onClose={() => setVersionsOf(null)}
          />
        </Suspense>
      )}
      {knownOn && (
        <Note>{t`The NAVs as they were known at the end of ${knownOn}; later ones and corrections are left out.`}</Note>
      )}
      {points.length === 0 ? (
        <EmptyState small title={t`No NAV has been published.`} />
      ) : (
        <div className={css.charts}>
          <Figures>
            <Figure title={t`Gain in the period`} value={rose} unit="percent" meaning={t`On the adjusted NAV`} />
            <Figure title={t`Drawdown now`} value={now} unit="percent" meaning={t`From the highest adjusted NAV`} />
            <Figure title={t`Deepest drawdown`} value={most} unit="percent" meaning={t`Since inception`} />
            <Figure title={t`Cumulative NAV`} value={last?.cumulative ?? null} unit="nav" />
          </Figures>
          <Chart
            title={t`NAV`}
            summary={
              rose === null
                ? t`One NAV so far.`
                : t`The adjusted NAV changed by ${percent(rose, locale)} from ${days[0] ?? ''} to ${last?.date ?? ''}.`
            }
            spec={navs}
          />
          <Chart
            title={t`Drawdown`}
            summary={t`Now ${percent(now, locale)} below the highest adjusted NAV; the deepest was ${percent(most, locale)}.`}
            spec={drawdown}
            height={180}
          />
          {events.length > 0 && (
            <Section title={t`Payouts and splits`}>
              <DataTable
                label={t`Payouts and splits`}
                heads={[
                  { id: 'date', title: t`Date` },
                  { id: 'dividend', title: t`Dividend a unit`, end: true },
                  { id: 'split', title: t`Unit split`, end: true },
                  { id: 'unit', title: t`Unit NAV`, end: true },
                ]}
              >
                {events.toReversed().map((point) => (
                  <tr key={point.date}>
                    <td>{point.date}</td>
                    <td className={endCell}>{Number(point.dividend) ? decimal(point.dividend, locale, 4) : '—'}</td>
                    <td className={endCell}>{Number(point.split) !== 1 ? point.split : '—'}</td>
                    <td className={endCell}>{decimal(point.unit, locale, 4)}</td>
                  </tr>
                ))}
              </DataTable>
            </Section>
          )}
          <Section title={t`Latest NAVs`}>
            <DataTable
              label={t`Latest NAVs`}
              heads={[
                { id: 'date', title: t`Date` },
                { id: 'unit', title: t`Unit NAV`, end: true },
                { id: 'cumulative', title: t`Cumulative NAV`, end: true },
                { id: 'adjusted', title: t`Adjusted NAV`, end: true },
                { id: 'dividend', title: t`Dividend a unit`, end: true },
                { id: 'note', title: t`Note` },
              ]}
            >
              {shown
                .slice(-LATEST)
                .reverse()
                .map((point) => (
                  <tr key={point.date}>
                    <td>{point.date}</td>
                    <td className={endCell}>{decimal(point.unit, locale, 4)}</td>
                    <td className={endCell}>{decimal(point.cumulative, locale, 4)}</td>
                    <td className={endCell}>{decimal(point.adjusted, locale, 4)}</td>
                    <td className={endCell}>{Number(point.dividend) ? decimal(point.dividend, locale, 4) : '—'}</td>
                    <td>
                      {point.corrected && (
                        <>
                          <Badge hue="amber">{t`Corrected`}</Badge>{' '}
                          {point.reason && <span className={css.reason}>{point.reason}</span>}{' '}
                          <TextButton
                            aria-label={t`Versions of the NAV of ${point.date}`}
                            onClick={() => setVersionsOf(point.date)}
                          >
                            {t`Versions`}
                          </TextButton>
                        </>
                      )}
                      {Number(point.split) !== 1 && <Badge>{t`Split ${point.split}`}</Badge>}
                    </td>
                  </tr>
                ))}
            </DataTable>
          </Section>
        </div>
      )}
    </>
  )
}
