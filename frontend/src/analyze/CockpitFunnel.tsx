import { useLingui } from '@lingui/react/macro'
import { lazy } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { CockpitFunnelFiguresQuery } from '../__generated__/CockpitFunnelFiguresQuery.graphql'
import type { CockpitFunnelQuery } from '../__generated__/CockpitFunnelQuery.graphql'
import { percent } from '../format/money'
import { paths } from '../paths'
import { XrayFunnel } from '../track/XrayFunnel'
import { XrayLosses } from '../track/XrayLosses'
import { openedIn } from '../track/xraySearch'
import { Boundary } from '../ui/Boundary'
import { EmptyState } from '../ui/EmptyState'
import { Figure, Figures } from '../ui/Figure'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues } from '../viewer/url'
import css from './Cockpit.module.css'
import type { Asked } from './cockpitSearch'

const XrayBehind = lazy(() => import('../track/XrayBehind').then((loaded) => ({ default: loaded.XrayBehind })))

const query = graphql`
  query CockpitFunnelQuery {
    journeyTemplates {
      id
    }
  }
`
const figures = graphql`
  query CockpitFunnelFiguresQuery($template: ID!, $from: Date!, $to: Date!, $filter: JourneyFigureFilter) {
    journeyFigures(template: $template, from: $from, to: $to, filter: $filter) {
      goal
      window {
        conversions {
          days
          whole {
            cohort {
              numerator
              denominator
              ratio
              low
              high
            }
          }
          ...XrayFunnel_conversions
        }
        losses {
          ...XrayLosses_losses
        }
      }
    }
  }
`

/** How leads become clients, and why not, by the firm's first template; the X-ray tells more. */
export function CockpitFunnel({ asked }: { asked: Asked }) {
  const { t } = useLingui()
  const { journeyTemplates } = useLazyLoadQuery<CockpitFunnelQuery>(query, {}, { fetchPolicy: 'store-and-network' })
  const [template] = journeyTemplates
  if (!template) return <EmptyState small title={t`The firm has no journey template yet.`} />
  return <Of template={template.id} asked={asked} />
}

function Of({ template, asked }: { template: string; asked: Asked }) {
  const { t, i18n } = useLingui()
  const values = useSearchValues()
  const { team, owner, tier, source, ...rest } = asked.filter
  const filter = { ...(team && { team }), ...(owner && { owner }), ...(tier && { tier }), ...(source && { source }) }
  const journeys = { template, ...asked.window, filter }
  const { journeyFigures: told } = useLazyLoadQuery<CockpitFunnelFiguresQuery>(figures, journeys, {
    fetchPolicy: 'store-and-network',
  })
  const { conversions, losses } = told.window
  const { cohort } = conversions.whole
  const low = percent(cohort.low, i18n.locale)
  const high = percent(cohort.high, i18n.locale)
  const opened = openedIn(values.behind)
  return (
    <>
      <Section
        title={t`From lead to client`}
        actions={<Link to={paths.xray({ ...asked.window, ...filter })}>{t`X-ray of journeys`}</Link>}
      >
        {Object.keys(rest).length > 0 && (
          <p className={css.note}>{t`Journeys are narrowed by team, manager, tier and source alone.`}</p>
        )}
        <Figures>
          <Figure title={t`Lead to paid within ${conversions.days} days`} value={cohort.ratio ?? null} unit="percent">
            <span>
              {cohort.denominator == null ? t`few` : t`${cohort.numerator} of ${cohort.denominator} journeys`}
            </span>
            {cohort.low != null && <span>{t`with so few, between ${low} and ${high}`}</span>}
          </Figure>
        </Figures>
      </Section>
      <div className={css.pair}>
        <div className={css.part}>
          <XrayFunnel conversions={conversions} goal={told.goal ?? null} />
        </div>
        <div className={css.part}>
          <XrayLosses losses={losses} />
        </div>
      </div>
      {opened && (
        <Boundary key={values.behind ?? ''} fallback={<SkeletonRows rows={6} />}>
          <XrayBehind asked={journeys} opened={opened} />
        </Boundary>
      )}
    </>
  )
}
