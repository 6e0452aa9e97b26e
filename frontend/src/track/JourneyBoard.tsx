import { useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { JourneyBoardQuery, JourneyBoardQuery$data } from '../__generated__/JourneyBoardQuery.graphql'
import { JourneyMissing } from '../book/JourneyMissing'
import { BackDialog } from '../book/JourneyMoveDialogs'
import css from '../book/Journeys.module.css'
import { useBoth } from '../book/journeyWords'
import { useJourneyChange } from '../book/useJourneyChange'
import { dayOf } from '../format/date'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { Board, type Refusal } from '../ui/board/Board'
import { EmptyState } from '../ui/EmptyState'
import { arraySource } from '../ui/grid/source'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useNarrow } from '../ui/useNarrow'
import { useGo } from '../viewer/url'
import { useRight } from '../viewer/Viewer'

const query = graphql`
  query JourneyBoardQuery($template: ID!, $filter: JourneyFilter) {
    journeyBoard(template: $template, filter: $filter, first: 50) {
      columns {
        count
        clients
        held
        overdue
        amount
        medianDays
        stage {
          key
          zh
          en
          place
          targetDays
        }
        journeys {
          id
          version
          state
          stage
          place
          enteredAt
          stageDueOn
          resumeOn
          expectedAmount
          client {
            id
            name
          }
          owner {
            name
          }
        }
      }
    }
  }
`
type Card = JourneyBoardQuery$data['journeyBoard']['columns'][number]['journeys'][number]
type Filter = { template: string; states: string[]; owner?: string; overdue?: boolean }
type Props = { template: string; filter: Filter; onChanged: () => void }

/** A board of the stages; on a phone the stages below each other. A refused move says what is missing. */
export function JourneyBoard({ template, filter, onChanged }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const go = useGo()
  const words = useFailureText()
  const narrow = useNarrow()
  const [turn, setTurn] = useState(0)
  const again = { fetchPolicy: 'store-and-network', fetchKey: turn } as const
  const { journeyBoard } = useLazyLoadQuery<JourneyBoardQuery>(query, { template, filter }, again)
  const mayMove = useRight('Mutation.advanceJourney')
  const { advance, back } = useJourneyChange()
  const [refused, setRefused] = useState<string | null>(null)
  const [asking, setAsking] = useState<{ card: Card; to: string; settle: (moved: boolean) => void } | null>(null)
  const { columns } = journeyBoard
  const sources = useMemo(
    () => new Map(columns.map((column) => [column.stage.key, arraySource(column.journeys)])),
    [columns],
  )
  const stages = columns.map(({ stage }) => stage)
  const placeOf = (key: string) => stages.find((stage) => stage.key === key)?.place ?? -1
  const nameOf = (card: Card) => card.client?.name ?? '—'
  const changed = () => {
    setTurn((n) => n + 1)
    onChanged()
  }
  const onMove = async (card: Card, to: string): Promise<Refusal | null> => {
    if (placeOf(to) < card.place) {
      const moved = await new Promise<boolean>((settle) => setAsking({ card, to, settle }))
      return moved ? null : { title: t`The journey stays where it is.`, missing: [] }
    }
    const failure = await advance(card, to)
    if (!failure) {
      changed()
      return null
    }
    if (failure.code === 'EXIT_CRITERION_UNMET') setRefused(card.id)
    else toast(words(failure).title, 'bad')
    return { title: words(failure).title, missing: [] }
  }
  const closed = (card: Card, to: string): string | null => {
    if (card.state === 'held') return t`The journey rests; let it go on first.`
    if (placeOf(to) > card.place + 1) return t`A journey goes forward one stage at a time.`
    return null
  }
  const open = (card: Card) => card.client && go(paths.client(card.client.id, 'journey'))
  if (columns.every(({ count }) => count === 0)) {
    return (
      <EmptyState scene="list" title={t`No journey here.`}>
        <p>{t`Journeys are started on the page of a client.`}</p>
      </EmptyState>
    )
  }
  const sheets = (
    <>
      {refused && (
        <JourneyMissing id={refused} onMoved={changed} onChanged={changed} onClose={() => setRefused(null)} />
      )}
      {asking && (
        <BackDialog
          stages={stages
            .filter(({ place }) => place < asking.card.place)
            .map((stage) => ({ value: stage.key, label: both(stage) }))}
          to={asking.to}
          onSay={async (reason, to) => {
            const failure = await back(asking.card, to, reason)
            if (!failure) {
              asking.settle(true)
              toast(t`The journey moved back.`)
              changed()
            }
            return failure
          }}
          onClose={() => {
            asking.settle(false)
            setAsking(null)
          }}
        />
      )}
    </>
  )
  if (narrow) {
    return (
      <>
        {columns.map(({ stage, count, journeys }) => (
          <section key={stage.key} className={css.stage}>
            <h2>
              {both(stage)} <span className={css.meta}>{count}</span>
            </h2>
            <ul>
              {journeys.map((card) => {
                const next = stages.find(({ place }) => place === card.place + 1)
                return (
                  <li key={card.id} className={css.line}>
                    <Link to={paths.client(card.client?.id ?? '', 'journey')}>{nameOf(card)}</Link>
                    <Money cny={card.expectedAmount} />
                    {next && mayMove && card.state === 'open' && (
                      <Button small onClick={() => void onMove(card, next.key)}>{t`On to ${both(next)}`}</Button>
                    )}
                  </li>
                )
              })}
            </ul>
          </section>
        ))}
        {sheets}
      </>
    )
  }
  return (
    <>
      <Board
        label={t`Journeys by stage`}
        columns={columns.map(({ stage, count, amount, medianDays, overdue, journeys }) => ({
          id: stage.key,
          title: both(stage),
          count,
          sum: <Money cny={amount} />,
          hint: [
            medianDays != null && t`usually ${medianDays} d`,
            stage.targetDays != null && t`planned ${stage.targetDays} d`,
            overdue > 0 && t`${overdue} overdue`,
            count > journeys.length && t`first ${journeys.length}; all in the list`,
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
        cardsOf={(stage) => sources.get(stage) ?? arraySource([])}
        idOf={(card) => card.id}
        nameOf={nameOf}
        Card={JourneyCard}
        onOpen={(card) => void open(card)}
        onMove={onMove}
        onRefused={() => undefined}
        closed={closed}
        mayMove={mayMove}
      />
      {sheets}
    </>
  )
}

function JourneyCard({ card }: { card: Card }) {
  const { t } = useLingui()
  const today = dayOf(new Date())
  const late = card.state === 'open' && card.stageDueOn != null && card.stageDueOn < today
  const days = Math.max(0, Math.floor((Date.now() - Date.parse(card.enteredAt)) / 86_400_000))
  return (
    <div className={css.card}>
      <strong>{card.client?.name ?? '—'}</strong>
      <span className={css.cardLine}>
        <Money cny={card.expectedAmount} />
        {card.owner?.name}
      </span>
      <span className={css.cardLine}>
        <span className={late ? css.late : undefined}>{t`${days} d in the stage`}</span>
        {card.state === 'held' && <Badge hue="amber">{t`Until ${card.resumeOn}`}</Badge>}
        {late && <Badge hue="red">{t`Overdue`}</Badge>}
      </span>
    </div>
  )
}
