import { useLingui } from '@lingui/react/macro'
import { Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { XrayPathQuery } from '../__generated__/XrayPathQuery.graphql'
import { useBoth, useJourneyWords } from '../book/journeyWords'
import { dateTime, dayOf } from '../format/date'
import { Boundary } from '../ui/Boundary'
import { Dialog } from '../ui/Dialog'
import { EmptyState } from '../ui/EmptyState'
import { SkeletonRows } from '../ui/Skeleton'
import css from './Xray.module.css'

const query = graphql`
  query XrayPathQuery($id: ID!) {
    journey(id: $id) {
      id
      state
      endedAt
      lossReason
      lossNote
      losses {
        key
        zh
        en
      }
      client {
        name
      }
      visits {
        zh
        en
        direction
        exit
        reason
        enteredAt
        leftAt
        enteredBy {
          name
        }
        leftBy {
          name
        }
      }
    }
  }
`
const DAY = 86_400_000

/** How one journey went: each stay with its days, each rest, who moved it and why. */
export function XrayPath({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog title={t`The path of a journey`} open onClose={onClose} size={640}>
      <Boundary fallback={<SkeletonRows rows={6} />}>
        <Suspense fallback={<SkeletonRows rows={6} />}>
          <Played id={id} />
        </Suspense>
      </Boundary>
    </Dialog>
  )
}

function Played({ id }: { id: string }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useJourneyWords()
  const { journey } = useLazyLoadQuery<XrayPathQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const visits = journey?.visits
  if (!journey || !visits?.length) return <EmptyState scene="list" title={t`No stay is recorded.`} />
  const now = Date.now()
  const parts = visits.map((visit, n) => {
    const begun = Date.parse(visit.enteredAt)
    const days = ((visit.leftAt ? Date.parse(visit.leftAt) : now) - begun) / DAY
    const next = visits[n + 1]
    const resumed = next ? Date.parse(next.enteredAt) : journey.endedAt ? Date.parse(journey.endedAt) : now
    const rest = visit.exit === 'hold' && visit.leftAt ? (resumed - Date.parse(visit.leftAt)) / DAY : 0
    return { visit, days, rest }
  })
  const longest = Math.max(...parts.flatMap(({ days, rest }) => [days, rest]), 1)
  const loss = journey.losses?.find(({ key }) => key === journey.lossReason)
  return (
    <>
      <p className={css.note}>
        {[journey.client?.name, words.state(journey.state), loss && both(loss), journey.lossNote]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <ol className={css.path}>
        {parts.map(({ visit, days, rest }) => (
          <li key={visit.enteredAt}>
            <time dateTime={visit.enteredAt}>{dayOf(visit.enteredAt)}</time>
            <div>
              <p>
                <strong>{both(visit)}</strong> · {words.way(visit.direction)} · {t`${days.toFixed(1)} d`}
                {visit.leftAt == null && ` · ${t`lasts`}`}
              </p>
              <p className={css.meta}>
                {[
                  visit.enteredBy?.name,
                  visit.leftAt &&
                    [dateTime(visit.leftAt), visit.leftBy?.name, visit.exit && words.exit(visit.exit)]
                      .filter(Boolean)
                      .join(' '),
                  visit.reason,
                ]
                  .filter(Boolean)
                  .join(' → ')}
              </p>
            </div>
            <span className={css.bar} style={{ width: `${(100 * days) / longest}%` }} aria-hidden="true" />
            {rest > 0 && (
              <>
                <span className={css.meta}>{t`rests ${rest.toFixed(1)} d`}</span>
                <span
                  className={`${css.bar} ${css.rest}`}
                  style={{ width: `${(100 * rest) / longest}%` }}
                  aria-hidden="true"
                />
              </>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}
