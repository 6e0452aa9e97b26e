import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { XrayWorst_xray$key } from '../__generated__/XrayWorst_xray.graphql'
import { useBoth } from '../book/journeyWords'
import { KpiMeaning } from '../book/KpiMeaning'
import { percent } from '../format/money'
import { TextButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { useOpen } from './useOpen'
import css from './Xray.module.css'

const fragment = graphql`
  fragment XrayWorst_xray on JourneyXray {
    days
    worstRule {
      ...KpiMeaning_definition
    }
    worst {
      medianDays
      stage {
        key
        zh
        en
        targetDays
      }
      share {
        numerator
        denominator
        ratio
      }
      loss {
        zh
        en
      }
      blocker {
        zh
        en
        journeys
        kind
        key
      }
    }
  }
`

/** The transition that the fewest pass, with what is known of why. */
export function XrayWorst({ xray: ref }: { xray: XrayWorst_xray$key }) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const open = useOpen()
  const { days, worst, worstRule } = useFragment(fragment, ref)
  if (!worst) {
    return (
      <EmptyState title={t`No stage has enough journeys to compare.`}>
        {t`At least 5 journeys have to be old enough; choose a longer window or fewer filters.`}
      </EmptyState>
    )
  }
  const { stage, share, medianDays, loss, blocker } = worst
  return (
    <>
      <div className={css.callout}>
        <h3>{t`${both(stage)}: only ${percent(share.ratio, i18n.locale)} go on within ${days} days`}</h3>
        <p>
          {share.denominator != null &&
            t`${share.numerator} of ${share.denominator} journeys, the smallest share before the win.`}{' '}
          {medianDays != null &&
            (stage.targetDays == null
              ? t`Those who go on take ${medianDays} days.`
              : t`Those who go on take ${medianDays} days; ${stage.targetDays} are planned.`)}{' '}
          {loss && t`Most are lost for “${both(loss)}”.`}{' '}
          {blocker && t`Most wait for “${both(blocker)}” (${blocker.journeys}).`}
        </p>
        <span className={css.acts}>
          <TextButton onClick={() => open({ part: 'STAYED', stage: stage.key })}>{t`Who did not go on`}</TextButton>
          {blocker && (
            <TextButton
              onClick={() => open({ part: 'BLOCKED', stage: stage.key, kind: blocker.kind, key: blocker.key })}
            >
              {t`Who waits`}
            </TextButton>
          )}
        </span>
      </div>
      <KpiMeaning definition={worstRule} />
    </>
  )
}
