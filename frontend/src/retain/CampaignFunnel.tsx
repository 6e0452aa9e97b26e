import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { CampaignFunnel_funnel$key } from '../__generated__/CampaignFunnel_funnel.graphql'
import { count } from '../format/money'
import css from './Outreach.module.css'
import { useOutreachWords } from './useOutreachWords'

const fragment = graphql`
  fragment CampaignFunnel_funnel on CampaignFunnel {
    audience
    leftOut
    waiting
    held
    sent
    bounced
    failed
    cancelled
    clicked
    left
  }
`
type Props = {
  funnel: CampaignFunnel_funnel$key
  chosen: string | null
  onChoose: (state: string | null) => void
}

/** A campaign's funnel: how many of its audience stand where; each bar lists its clients. */
export function CampaignFunnel({ funnel, chosen, onChoose }: Props) {
  const { t, i18n } = useLingui()
  const { reached } = useOutreachWords()
  const found = useFragment(fragment, funnel)
  const rows: readonly (readonly [string | null, string, number])[] = [
    [null, t`Audience`, found.audience],
    ['left_out', reached.left_out ?? '', found.leftOut],
    ['waiting', reached.waiting ?? '', found.waiting],
    ['held', reached.held ?? '', found.held],
    ['sent', reached.sent ?? '', found.sent],
    ['bounced', reached.bounced ?? '', found.bounced],
    ['failed', reached.failed ?? '', found.failed],
    ['cancelled', reached.cancelled ?? '', found.cancelled],
    ['clicked', reached.clicked ?? '', found.clicked],
    ['left', reached.left ?? '', found.left],
  ]
  const shown = rows.filter(([state, , n]) => n > 0 || state === null || state === 'sent' || state === 'clicked')
  return (
    <ul className={css.bars} aria-label={t`How far it came`}>
      {shown.map(([state, label, n]) => (
        <li key={state ?? 'all'}>
          <button
            type="button"
            className={css.bar}
            aria-pressed={chosen === state}
            onClick={() => onChoose(chosen === state ? null : state)}
          >
            <span>{label}</span>
            <span className={css.track}>
              {n > 0 && (
                <span className={css.fill} style={{ inlineSize: `${(100 * n) / Math.max(1, found.audience)}%` }} />
              )}
            </span>
            <span className="figure">{count(n, i18n.locale)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
