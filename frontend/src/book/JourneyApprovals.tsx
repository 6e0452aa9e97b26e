import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { JourneyApprovals_journey$key } from '../__generated__/JourneyApprovals_journey.graphql'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { ApprovalState } from './ApprovalState'
import css from './Approvals.module.css'
import { useBoth } from './journeyWords'

const fragment = graphql`
  fragment JourneyApprovals_journey on Journey {
    approvals {
      id
      zh
      en
      title
      state
      createdAt
    }
  }
`

/** The approvals that a journey asked for, the latest first; nothing where it asked for none. */
export function JourneyApprovals({ journey }: { journey: JourneyApprovals_journey$key }) {
  const { t } = useLingui()
  const both = useBoth()
  const { approvals } = useFragment(fragment, journey)
  if (!approvals || approvals.length === 0) return null
  return (
    <section aria-label={t`Approvals`}>
      <h4>{t`Approvals`}</h4>
      <ul className={css.rows}>
        {approvals.map((each) => (
          <li key={each.id} className={css.row}>
            <Link to={paths.approvals({ tab: 'all', open: each.id })}>{both(each)}</Link>
            <ApprovalState state={each.state} />
            <span className={css.meta}>
              <Moment at={each.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
