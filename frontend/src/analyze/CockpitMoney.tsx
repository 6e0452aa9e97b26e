import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CockpitMoneyQuery } from '../__generated__/CockpitMoneyQuery.graphql'
import { figure } from '../format/figure'
import { Chart } from '../ui/chart/Chart'
import css from './Cockpit.module.css'
import { type Asked, numberOf, stepOf } from './cockpitSearch'

const query = graphql`
  query CockpitMoneyQuery($window: KpiWindow!, $filter: KpiFilter, $every: KpiStep!) {
    kpi(id: "K-10", window: $window, filter: $filter, every: $every) {
      total {
        figures {
          measure
          value
        }
      }
      series {
        from
        figures {
          measure
          value
        }
      }
    }
  }
`

/** Money raised over the period, gross and net. */
export function CockpitMoney({ asked }: { asked: Asked }) {
  const { t, i18n } = useLingui()
  const { window, filter } = asked
  const every = stepOf(window)
  const { kpi } = useLazyLoadQuery<CockpitMoneyQuery>(
    query,
    { window, filter, every },
    { fetchPolicy: 'store-and-network' },
  )
  const total = (measure: string) => figure(numberOf(kpi.total.figures, measure), 'money', i18n.locale)
  const values = (measure: string) => kpi.series.map(({ figures }) => numberOf(figures, measure))
  const short = every === 'DAY' || every === 'WEEK' ? 5 : 0
  return (
    <div className={css.part}>
      <Chart
        title={t`Money raised`}
        summary={t`${total('gross')} came in, ${total('redeemed')} went out: ${total('net')} net.`}
        spec={{
          kind: 'line',
          unit: 'money',
          categories: kpi.series.map(({ from }) => (short ? from.slice(short) : from.slice(0, 7))),
          series: [
            { name: t`Gross`, values: values('gross') },
            { name: t`Net`, values: values('net') },
          ],
        }}
      />
    </div>
  )
}
