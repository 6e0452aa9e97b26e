import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { XrayMap_figures$key } from '../__generated__/XrayMap_figures.graphql'
import { useBoth } from '../book/journeyWords'
import { percent } from '../format/money'
import { Money } from '../ui/Money'
import { useOpen } from './useOpen'
import css from './Xray.module.css'

const fragment = graphql`
  fragment XrayMap_figures on JourneyFigures {
    goal
    window {
      funnel {
        stages {
          journeys
          clients
          held
          amount
          stage {
            key
            zh
            en
            targetDays
          }
        }
      }
      conversions {
        stages {
          stage {
            key
          }
          cohort {
            ratio
          }
        }
      }
    }
  }
`

/** The stages from the first to the last: who stands in each, for how much money, and how many go on. */
export function XrayMap({ figures: ref }: { figures: XrayMap_figures$key }) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const open = useOpen()
  const { goal, window } = useFragment(fragment, ref)
  const shareOf = (key: string) => window.conversions.stages.find(({ stage }) => stage?.key === key)?.cohort.ratio
  return (
    <ol className={css.map} aria-label={t`Map of the stages`}>
      {window.funnel.stages.map(({ stage, journeys, clients, held, amount }) => {
        const share = shareOf(stage.key)
        return (
          <li key={stage.key} className={css.place}>
            <button type="button" className={css.stage} onClick={() => open({ part: 'STANDING', stage: stage.key })}>
              <span>{both(stage)}</span>
              <span className={css.number}>
                {journeys}
                <span className="sr-only"> {t`journeys`}</span>
              </span>
              <span className={css.meta}>{t`${clients} clients`}</span>
              <span className={css.meta}>
                <Money cny={amount} />
              </span>
              {held > 0 && <span className={css.meta}>{t`${held} rest`}</span>}
              {stage.targetDays != null && <span className={css.meta}>{t`planned ${stage.targetDays} d`}</span>}
              {stage.key === goal && <span className={css.meta}>{t`won from here on`}</span>}
            </button>
            <span className={css.passes}>{share == null ? '' : t`${percent(share, i18n.locale)} go on`}</span>
          </li>
        )
      })}
    </ol>
  )
}
