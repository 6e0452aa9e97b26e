import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { RequestThread_request$key } from '../__generated__/RequestThread_request.graphql'
import { Moment } from '../ui/Moment'
import css from './Requests.module.css'
import { useRequestWords } from './requestWords'

const fragment = graphql`
  fragment RequestThread_request on ServiceRequest {
    steps {
      id
      act
      at
      text
      detail
      user {
        name
      }
      to {
        name
      }
    }
  }
`

/** All that happened to a request, the oldest first: what people said and did, and what its clocks told. */
export function RequestThread({ request }: { request: RequestThread_request$key }) {
  const { t } = useLingui()
  const words = useRequestWords()
  const { steps } = useFragment(fragment, request)
  return (
    <section>
      <h4>{t`What happened`}</h4>
      <ol className={css.thread}>
        {(steps ?? []).map((step) => {
          const [clock, share] = (step.detail ?? '').split(':')
          const told = ['remind', 'breach', 'escalate'].includes(step.act)
          return (
            <li key={step.id} className={step.act === 'breach' ? css.bad : undefined}>
              <strong>{words.act(step.act)}</strong>
              {told && ` · ${words.clock(clock ?? '')}`}
              {step.act === 'remind' && share && ` · ${share} %`}
              {step.detail === 'nobody' && ` · ${t`nobody could decide`}`}
              {step.to && ` → ${step.to.name}`}
              <div className={css.meta}>
                {step.user?.name ?? t`Startrail`} · <Moment at={step.at} />
              </div>
              {step.text && <p className={css.said}>{step.text}</p>}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
