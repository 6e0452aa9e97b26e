import { useLingui } from '@lingui/react/macro'
import { lazy, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SignalRulesQuery } from '../__generated__/SignalRulesQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { useRight } from '../viewer/Viewer'
import { RulesFrame } from './RulesFrame'
import { percentOf, type RulesContent } from './rulesContent'
import css from './Signals.module.css'

const SignalRulesEditor = lazy(() =>
  import('./SignalRulesEditor').then((loaded) => ({ default: loaded.SignalRulesEditor })),
)

const query = graphql`
  query SignalRulesQuery {
    signalRules {
      number
      content
      versions {
        number
        content
        note
        publishedAt
        publishedBy {
          name
        }
      }
    }
  }
`

/** The rules of signals in words, their versions, and the editor of the next one. */
export function SignalRules() {
  const { t } = useLingui()
  const both = useBoth()
  const may = useRight('Mutation.publishSignalRules')
  const [turn, setTurn] = useState(0)
  const { signalRules: rules } = useLazyLoadQuery<SignalRulesQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const content = rules.content as RulesContent
  const { drawdown, silence } = content
  const bases: Record<string, string> = {
    purchase: t`The high since the client's oldest lot counts; without a NAV of that day, what he paid.`,
    product: t`The fund's own high counts.`,
    cost: t`What the client paid counts.`,
  }
  const places: Record<string, string> = {
    fund: t({ message: 'the fund', context: 'signals' }),
    fall: t({ message: 'the fall', context: 'signals' }),
    since: t({ message: 'the day of the high', context: 'signals' }),
    navDate: t({ message: 'the day of the NAV', context: 'signals' }),
  }
  const spoken = (words: string) =>
    words.replace(/\{(\w+)\}/g, (place, name) => (places[name] ? `‹${places[name]}›` : place))
  return (
    <RulesFrame
      number={rules.number}
      content={content}
      versions={rules.versions}
      mayPublish={may}
      editor={(from, onClose) => (
        <SignalRulesEditor
          number={rules.number}
          newest={content}
          from={from}
          onClose={onClose}
          onPublished={() => {
            onClose()
            setTurn((n) => n + 1)
          }}
        />
      )}
    >
      <h3>{t`Drawdowns`}</h3>
      <p className={css.meta}>
        {bases[drawdown.basis]} {t`An episode is over once the fall is less than ${percentOf(drawdown.rearm)} %.`}{' '}
        {t`Workdays for the talk: ${drawdown.days}.`}
      </p>
      <ol>
        {drawdown.alerts.map((alert) => (
          <li key={alert.above}>
            <strong>{t`Beyond ${percentOf(alert.above)} %`}</strong>
            <p className={css.meta}>{spoken(both(alert.talk))}</p>
          </li>
        ))}
      </ol>
      <h3>{t`Silent clients`}</h3>
      <p className={css.meta}>
        {silence.counts === 'any'
          ? t`Silent after ${silence.months} calendar months without any contact or transaction.`
          : t`Silent after ${silence.months} calendar months without a two-way contact or a transaction.`}{' '}
        {t`Given up after ${silence.close_after} days without an answer.`}
      </p>
      <ol>
        {silence.steps.map((step) => (
          <li key={step.after}>
            <strong>
              {t`Day ${step.after}`} · {both(step.title)}
            </strong>
            <p className={css.meta}>{spoken(both(step.talk))}</p>
          </li>
        ))}
      </ol>
    </RulesFrame>
  )
}
