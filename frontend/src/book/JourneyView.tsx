import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { JourneyView_journey$key } from '../__generated__/JourneyView_journey.graphql'
import { dateTime, dayOf } from '../format/date'
import { paths } from '../paths'
import { Badge, type Hue } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { JourneyApprovals } from './JourneyApprovals'
import { JourneyMoves } from './JourneyMoves'
import css from './Journeys.module.css'
import { JourneyTasks } from './JourneyTasks'
import { useBoth, useJourneyWords } from './journeyWords'

const fragment = graphql`
  fragment JourneyView_journey on Journey {
    id
    state
    stage
    stageDueOn
    expectedAmount
    probability
    resumeOn
    lossReason
    lossNote
    losses {
      key
      zh
      en
    }
    openedAt
    endedAt
    owner {
      name
    }
    product {
      id
      name
    }
    template {
      zh
      en
    }
    stays {
      state
      visits
      days
      stage {
        key
        zh
        en
        targetDays
        playbook {
          zh
          en
        }
      }
    }
    visits {
      stage
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
    ...JourneyMoves_journey
    ...JourneyTasks_journey
    ...JourneyApprovals_journey
  }
`
const hues: Record<string, Hue> = { open: 'blue', held: 'amber', done: 'green', lost: 'neutral' }
const places: Record<string, string | undefined> = { past: css.past, present: css.present, ahead: css.ahead }

type Props = { journey: JourneyView_journey$key; onChanged: () => void }

/** One journey: its stages with the days spent in each, what is to be done now, its moves, and how it came there. */
export function JourneyView({ journey: ref, onChanged }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useJourneyWords()
  const journey = useFragment(fragment, ref)
  const [told, setTold] = useState(false)
  const running = journey.state === 'open' || journey.state === 'held'
  const stays = journey.stays ?? []
  const here = stays.find(({ stage }) => stage.key === journey.stage)
  const late = journey.state === 'open' && journey.stageDueOn != null && journey.stageDueOn < dayOf(new Date())
  const title = journey.template ? both(journey.template) : t`Journey`
  const lost = journey.losses?.find(({ key }) => key === journey.lossReason)
  const playbook = here ? both(here.stage.playbook) : ''
  return (
    <section className={running ? css.journey : `${css.journey} ${css.ended}`} aria-label={title}>
      <header className={css.head}>
        <h3>{title}</h3>
        <Badge hue={hues[journey.state] ?? 'neutral'} shape={running ? 'ring' : 'dot'}>
          {words.state(journey.state)}
        </Badge>
        {late && <Badge hue="red">{t`Should have left its stage on ${journey.stageDueOn}`}</Badge>}
        {journey.resumeOn && <Badge hue="amber">{t`Until ${journey.resumeOn}`}</Badge>}
        <span className={css.meta}>
          {[
            journey.owner?.name,
            t`since ${dayOf(journey.openedAt)}`,
            journey.endedAt && t`ended ${dayOf(journey.endedAt)}`,
            journey.probability != null && `${journey.probability}%`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {lost && <span className={css.meta}>{[both(lost), journey.lossNote].filter(Boolean).join(' · ')}</span>}
        {journey.expectedAmount && <Money cny={journey.expectedAmount} />}
        {journey.product && <Link to={paths.product(journey.product.id)}>{journey.product.name}</Link>}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it is scrolled by keys as by a finger */}
      <ol className={css.bar} aria-label={t`Stages`} tabIndex={0}>
        {stays.map(({ stage, state, days, visits }) => (
          <li
            key={stage.key}
            className={`${css.stay} ${places[state] ?? ''}`}
            aria-current={state === 'present' ? 'step' : undefined}
          >
            <span>{both(stage)}</span>
            <span className={css.meta}>
              {days == null
                ? stage.targetDays == null
                  ? '—'
                  : t`${stage.targetDays} d planned`
                : stage.targetDays == null
                  ? t`${days} d`
                  : t`${days} of ${stage.targetDays} d`}
              {visits > 1 && ` · ×${visits}`}
            </span>
          </li>
        ))}
      </ol>
      {running && playbook && <p className={css.playbook}>{playbook}</p>}
      {running && <JourneyTasks journey={journey} onChanged={onChanged} />}
      <JourneyApprovals journey={journey} />
      {running && <JourneyMoves journey={journey} onChanged={onChanged} />}
      <div>
        <TextButton aria-expanded={told} onClick={() => setTold(!told)}>
          {told ? t`Hide the history` : t`Show the history`}
        </TextButton>
      </div>
      {told && (
        <ol className={css.history} aria-label={t`History of the journey`}>
          {(journey.visits ?? []).map((visit) => (
            <li key={visit.enteredAt}>
              {[
                `${dateTime(visit.enteredAt)} ${words.way(visit.direction)}: ${both(visit)}`,
                visit.enteredBy?.name,
                visit.leftAt && visit.exit && `${dateTime(visit.leftAt)} ${words.exit(visit.exit)}`,
                visit.leftBy?.name,
                visit.reason,
              ]
                .filter(Boolean)
                .join(' · ')}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
