import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { OrderHistory_order$key } from '../__generated__/OrderHistory_order.graphql'
import { Badge } from '../ui/Badge'
import { Moment } from '../ui/Moment'
import { Section } from '../ui/Page'
import css from './Orders.module.css'
import { useOrderWords } from './orderWords'

const fragment = graphql`
  fragment OrderHistory_order on FundOrder {
    steps {
      before
      after
      at
      reason
      by {
        name
      }
      documents {
        id
        name
      }
    }
    visits {
      channel
      heldAt
      passed
      note
      visitor {
        name
      }
      answers {
        key
        question
        answer
        isFault
      }
    }
  }
`

/** Every move of an order and every return visit; nothing of it is ever changed. */
export function OrderHistory({ order }: { order: OrderHistory_order$key }) {
  const { t } = useLingui()
  const words = useOrderWords()
  const { steps, visits } = useFragment(fragment, order)
  return (
    <>
      {visits && visits.length > 0 && (
        <Section title={t`Return visits`}>
          <ul className={css.past}>
            {visits.map((visit) => (
              <li key={visit.heldAt}>
                <span>
                  <Badge hue={visit.passed ? 'green' : 'red'}>{visit.passed ? t`Passed` : t`Failed`}</Badge>{' '}
                  {words.channel(visit.channel)} · {visit.visitor?.name} · <Moment at={visit.heldAt} exact />
                </span>
                {visit.note && <span>{visit.note}</span>}
                {visit.answers
                  .filter((each) => each.isFault)
                  .map((each) => (
                    <small key={each.key}>
                      {each.question} {each.answer ? t`Yes` : t`No`}
                    </small>
                  ))}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t`Steps taken`}>
        <ol className={css.past}>
          {(steps ?? []).map((step) => (
            <li key={`${step.at} ${step.after}`}>
              <span>
                {step.before ? `${words.state(step.before)} → ${words.state(step.after)}` : words.state(step.after)}
              </span>
              <small>
                {step.by?.name ?? t`System`} · <Moment at={step.at} exact />
                {step.documents.length > 0 && ` · ${step.documents.map(({ name }) => name).join('、')}`}
              </small>
              {step.reason && <span>{step.reason}</span>}
            </li>
          ))}
        </ol>
      </Section>
    </>
  )
}
