import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { RequestClocks_request$key } from '../__generated__/RequestClocks_request.graphql'
import { Clock } from '../ui/Clock'
import css from './Requests.module.css'

const fragment = graphql`
  fragment RequestClocks_request on ServiceRequest {
    state
    createdAt
    responseDueAt
    answeredAt
    resolutionDueAt
    waitingSince
    resolvedAt
    closedAt
  }
`

/** The clocks of a request. brief: only the one that matters now. */
export function RequestClocks({ request, brief }: { request: RequestClocks_request$key; brief?: boolean }) {
  const { t } = useLingui()
  const it = useFragment(fragment, request)
  if (!it.createdAt || !it.responseDueAt || !it.resolutionDueAt) return null
  const over = it.resolvedAt ?? it.closedAt
  const answer = <Clock label={t`Answer`} from={it.createdAt} due={it.responseDueAt} stopped={it.answeredAt ?? over} />
  const settle = (
    <Clock
      label={t`Settlement`}
      from={it.createdAt}
      due={it.resolutionDueAt}
      stopped={over}
      resting={it.waitingSince}
    />
  )
  if (brief) return it.answeredAt || over ? settle : answer
  return (
    <span className={css.clocks}>
      {answer}
      {settle}
    </span>
  )
}
