import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SurveyWavesQuery, SurveyWavesQuery$data } from '../__generated__/SurveyWavesQuery.graphql'
import type { useWaveActsStartMutation } from '../__generated__/useWaveActsStartMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { Moment } from '../ui/Moment'
import { useRight } from '../viewer/Viewer'
import { useSurveyWords, WAVE_HUES } from './surveyWords'
import { useWaveActs } from './useWaveActs'
import css from './Voice.module.css'

const WaveDialog = lazy(() => import('./SurveyWaveDialog').then((m) => ({ default: m.SurveyWaveDialog })))

const query = graphql`
  query SurveyWavesQuery {
    surveyWaves {
      id
      version
      name
      state
      condition
      language
      startsAt
      endsAt
      remindDays
      total
      leftOut {
        code
        text
        count
      }
      planned
      waiting
      sent
      answered
      unsent
      startedAt
      endedAt
      template {
        id
      }
      createdBy {
        name
      }
    }
  }
`
export type WaveRow = SurveyWavesQuery$data['surveyWaves'][number]

/** Rounds of NPS: how far each is, and what can be done with it. */
export function SurveyWaves() {
  const { t } = useLingui()
  const mayMake = useRight('Mutation.saveSurveyWave')
  const [turn, setTurn] = useState(0)
  const [open, setOpen] = useState<WaveRow | 'new' | null>(null)
  const { surveyWaves: waves } = useLazyLoadQuery<SurveyWavesQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const again = () => setTurn((n) => n + 1)
  return (
    <div className={css.parts}>
      {mayMake && (
        <div className={css.acts}>
          <Button look="primary" onClick={() => setOpen('new')}>
            <Plus size={14} aria-hidden="true" />
            {t`New round`}
          </Button>
        </div>
      )}
      {waves.length === 0 ? (
        <EmptyState scene="list" title={t`No round of NPS yet.`}>
          {t`A round asks clients by a rule whether they would recommend the firm, each at most once in 90 days.`}
        </EmptyState>
      ) : (
        <ul className={css.list} aria-label={t`Rounds of NPS`}>
          {waves.map((wave) => (
            <li key={wave.id} className={css.item}>
              <Wave wave={wave} onChanged={again} onEdit={() => setOpen(wave)} />
            </li>
          ))}
        </ul>
      )}
      {open && (
        <Suspense fallback={null}>
          <WaveDialog wave={open === 'new' ? null : open} onSaved={again} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </div>
  )
}

type Props = { wave: WaveRow; onChanged: () => void; onEdit: () => void }

function Wave({ wave, onChanged, onEdit }: Props) {
  const { t } = useLingui()
  const words = useSurveyWords()
  const [failure, setFailure] = useState<Failure | null>(null)
  const acts = useWaveActs(wave.state)
  const mayMake = useRight('Mutation.saveSurveyWave')
  const asked = wave.planned + wave.sent + wave.unsent
  return (
    <>
      <div className={css.head}>
        <strong>{wave.name}</strong>
        <Badge hue={WAVE_HUES[wave.state] ?? 'neutral'}>{words.wave(wave.state)}</Badge>
        <span className={css.meta}>
          <Moment at={wave.startsAt} exact /> – <Moment at={wave.endsAt} exact />
        </span>
      </div>
      {wave.total !== null && wave.total !== undefined && (
        <>
          <progress max={Math.max(asked, 1)} value={wave.sent + wave.unsent} aria-label={t`Sent of ${wave.name}`} />
          <p className={css.meta}>
            {t`Of ${wave.total} clients ${asked} are asked: ${wave.sent} sent, ${wave.answered} answered, ${wave.planned} still to be sent.`}
          </p>
          {wave.waiting > 0 && (
            <p className={css.meta}>{t`${wave.waiting} wait for quiet hours, the frequency cap or a hold.`}</p>
          )}
          {wave.unsent > 0 && <p className={css.meta}>{t`${wave.unsent} could not be sent.`}</p>}
          {wave.leftOut.length > 0 && (
            <p className={css.meta}>
              {t`Not asked:`} {wave.leftOut.map((each) => `${each.text} ${each.count}`).join(' · ')}
            </p>
          )}
        </>
      )}
      <p className={css.meta}>
        {wave.remindDays ? t`Who has not answered is reminded once after ${wave.remindDays} days.` : t`No reminder.`}{' '}
        {wave.createdBy?.name}
      </p>
      <FailureLine failure={failure} />
      <div className={css.acts}>
        {mayMake && wave.state === 'draft' && (
          <Button small onClick={onEdit}>
            {t({ message: 'Edit…', context: 'survey' })}
          </Button>
        )}
        {acts.map((act) => (
          <ActButton key={act.title} wave={wave} act={act} onFailure={setFailure} onChanged={onChanged} />
        ))}
      </div>
    </>
  )
}

type ActProps = {
  wave: WaveRow
  act: ReturnType<typeof useWaveActs>[number]
  onFailure: (failure: Failure | null) => void
  onChanged: () => void
}

function ActButton({ wave, act, onFailure, onChanged }: ActProps) {
  const [run, busy] = useChange<useWaveActsStartMutation>(act.mutation)
  const go = async () => {
    const outcome = await run({ input: { id: wave.id, version: wave.version } })
    onFailure(outcome.ok ? null : outcome.failure)
    if (outcome.ok) onChanged()
  }
  return (
    <Button small look={act.main ? 'primary' : 'plain'} busy={busy} onClick={() => void go()}>
      {act.title}
    </Button>
  )
}
