import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { XrayFiguresQuery } from '../__generated__/XrayFiguresQuery.graphql'
import { KpiMeaning } from '../book/KpiMeaning'
import { percent } from '../format/money'
import { Figure, Figures } from '../ui/Figure'
import { Section } from '../ui/Page'
import { Change } from '../ui/Percent'
import { XrayCurves } from './XrayCurves'
import { XrayFunnel } from './XrayFunnel'
import { XrayLosses } from './XrayLosses'
import { XrayMap } from './XrayMap'
import { XrayTasks } from './XrayTasks'
import { type Asked, difference } from './xraySearch'

const query = graphql`
  query XrayFiguresQuery($template: ID!, $from: Date!, $to: Date!, $filter: JourneyFigureFilter) {
    journeyFigures(template: $template, from: $from, to: $to, filter: $filter, compare: true) {
      goal
      ...XrayMap_figures
      window {
        cycle {
          wonMedian
          late
          excluded
          whole {
            journeys
            median
          }
          definition {
            ...KpiMeaning_definition
          }
          ...XrayCurves_cycle
        }
        conversions {
          days
          whole {
            unripe
            cohort {
              numerator
              denominator
              ratio
              low
              high
            }
          }
          definition {
            ...KpiMeaning_definition
          }
          ...XrayFunnel_conversions
        }
        tasks {
          whole {
            share {
              numerator
              denominator
              ratio
            }
          }
          definition {
            ...KpiMeaning_definition
          }
          ...XrayTasks_tasks
        }
        losses {
          ...XrayLosses_losses
        }
      }
      before {
        cycle {
          whole {
            median
          }
        }
        conversions {
          whole {
            cohort {
              ratio
            }
          }
        }
        tasks {
          whole {
            share {
              ratio
            }
          }
        }
      }
    }
  }
`

/** The figures of a window beside the one before it: the map of stages, funnel, key tasks, losses and curves. */
export function XrayFigures({ asked }: { asked: Asked }) {
  const { t, i18n } = useLingui()
  const { journeyFigures: told } = useLazyLoadQuery<XrayFiguresQuery>(query, asked, {
    fetchPolicy: 'store-and-network',
  })
  const { cycle, conversions, tasks, losses } = told.window
  const { whole } = conversions
  const low = percent(whole.cohort.low, i18n.locale)
  const high = percent(whole.cohort.high, i18n.locale)
  const median = cycle.whole.median
  const earlier = told.before?.cycle.whole.median
  return (
    <>
      <Section title={t`From potential to loyal`}>
        <XrayMap figures={told} />
      </Section>
      <Figures>
        <Figure
          title={t`Lead to paid within ${conversions.days} days`}
          value={whole.cohort.ratio ?? null}
          unit="percent"
        >
          <Change by={difference(whole.cohort.ratio, told.before?.conversions.whole.cohort.ratio)} points />
          <span>
            {whole.cohort.denominator == null
              ? t`few`
              : t`${whole.cohort.numerator} of ${whole.cohort.denominator} journeys`}
          </span>
          {whole.cohort.low != null && <span>{t`with so few, between ${low} and ${high}`}</span>}
        </Figure>
        <Figure title={t`Sales cycle (median)`} value={median == null ? null : String(median)} unit="days">
          <span>
            {median == null
              ? t`not reached: fewer than half are won`
              : earlier == null
                ? t`of ${cycle.whole.journeys} journeys`
                : t`before: ${earlier} d`}
          </span>
          {cycle.wonMedian != null && <span>{t`won ones only: ${cycle.wonMedian} d (biased short)`}</span>}
        </Figure>
        <Figure title={t`Key tasks in time`} value={tasks.whole.share.ratio ?? null} unit="percent">
          <Change by={difference(tasks.whole.share.ratio, told.before?.tasks.whole.share.ratio)} points />
          <span>
            {tasks.whole.share.denominator == null
              ? t`few`
              : t`${tasks.whole.share.numerator} of ${tasks.whole.share.denominator} tasks`}
          </span>
        </Figure>
      </Figures>
      <Section title={t`Conversion by stage`}>
        <XrayFunnel conversions={conversions} goal={told.goal ?? null} />
        <KpiMeaning definition={conversions.definition} />
      </Section>
      <Section title={t`How long until they are won`}>
        <XrayCurves cycle={cycle} />
        <KpiMeaning definition={cycle.definition} />
      </Section>
      <Section title={t`Why journeys are lost`}>
        <XrayLosses losses={losses} />
      </Section>
      <Section title={t`Key tasks by stage`}>
        <XrayTasks tasks={tasks} />
        <KpiMeaning definition={tasks.definition} />
      </Section>
    </>
  )
}
