import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { JourneyMoves_journey$key } from '../__generated__/JourneyMoves_journey.graphql'
import type { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import { JourneyMissing } from './JourneyMissing'
import { BackDialog, HoldDialog, LoseDialog } from './JourneyMoveDialogs'
import css from './Journeys.module.css'
import { useBoth } from './journeyWords'
import { MigrateDialog } from './MigrateDialog'
import { useJourneyChange } from './useJourneyChange'

const fragment = graphql`
  fragment JourneyMoves_journey on Journey {
    id
    version
    state
    stage
    place
    templateNumber
    template {
      id
      number
    }
    losses {
      key
      zh
      en
      note
    }
    stays {
      stage {
        key
        zh
        en
        loss
        place
      }
    }
  }
`
type Asked = 'back' | 'hold' | 'lose' | 'missing' | 'migrate'
type Props = { journey: JourneyMoves_journey$key; onChanged: () => void }

/** The moves that a journey allows as it stands. */
export function JourneyMoves({ journey: ref, onChanged }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useFailureText()
  const journey = useFragment(fragment, ref)
  const moves = useJourneyChange()
  const [asked, setAsked] = useState<Asked | null>(null)
  const may = {
    advance: useRight('Mutation.advanceJourney'),
    finish: useRight('Mutation.finishJourney'),
    back: useRight('Mutation.returnJourney'),
    hold: useRight('Mutation.holdJourney'),
    resume: useRight('Mutation.resumeJourney'),
    lose: useRight('Mutation.loseJourney'),
    migrate: useRight('Mutation.migrateJourney'),
  }
  const stages = (journey.stays ?? []).map(({ stage }) => stage)
  const here = stages.find(({ key }) => key === journey.stage)
  const next = stages.find(({ place }) => place === journey.place + 1)
  const earlier = stages.filter(({ place }) => place < journey.place)
  const open = journey.state === 'open'
  const newer = journey.template && journey.template.number > journey.templateNumber
  const close = () => setAsked(null)
  const said = (failure: Failure | null, done: string): Failure | null => {
    if (!failure) {
      toast(done)
      onChanged()
    }
    return failure
  }
  const go = async () => {
    const failure = next ? await moves.advance(journey, next.key) : await moves.finish(journey)
    if (!failure) said(null, next ? t`Moved to ${both(next)}.` : t`The journey is finished.`)
    else if (failure.code === 'EXIT_CRITERION_UNMET') setAsked('missing')
    else toast(words(failure).title, 'bad')
  }
  const resume = async () => {
    const failure = said(await moves.resume(journey), t`The journey goes on.`)
    if (failure) toast(words(failure).title, 'bad')
  }
  return (
    <div className={css.acts}>
      {open && next && may.advance && (
        <Button small look="primary" busy={moves.busy} onClick={() => void go()}>
          {t`On to ${both(next)}`}
        </Button>
      )}
      {open && !next && may.finish && (
        <Button small look="primary" busy={moves.busy} onClick={() => void go()}>{t`Finish`}</Button>
      )}
      {journey.state === 'held' && may.resume && (
        <Button small look="primary" busy={moves.busy} onClick={() => void resume()}>{t`Go on`}</Button>
      )}
      {open && (next ? may.advance : may.finish) && (
        <Button small onClick={() => setAsked('missing')}>{t`What is missing?`}</Button>
      )}
      {open && earlier.length > 0 && may.back && <Button small onClick={() => setAsked('back')}>{t`Back…`}</Button>}
      {open && may.hold && <Button small onClick={() => setAsked('hold')}>{t`Rest…`}</Button>}
      {here?.loss && may.lose && <Button small onClick={() => setAsked('lose')}>{t`Lost…`}</Button>}
      {newer && may.migrate && (
        <Button small onClick={() => setAsked('migrate')}>{t`Bring to version ${journey.template?.number}…`}</Button>
      )}
      {asked === 'missing' && (
        <JourneyMissing id={journey.id} onMoved={onChanged} onChanged={onChanged} onClose={close} />
      )}
      {asked === 'back' && (
        <BackDialog
          stages={earlier.map((stage) => ({ value: stage.key, label: both(stage) }))}
          to={null}
          onSay={async (reason, to) => said(await moves.back(journey, to, reason), t`The journey moved back.`)}
          onClose={close}
        />
      )}
      {asked === 'hold' && (
        <HoldDialog
          onSay={async (reason, day) => said(await moves.hold(journey, day, reason || null), t`The journey rests.`)}
          onClose={close}
        />
      )}
      {asked === 'lose' && (
        <LoseDialog
          losses={journey.losses ?? []}
          onSay={async (note, reason) => said(await moves.lose(journey, reason, note || null), t`The journey is lost.`)}
          onClose={close}
        />
      )}
      {asked === 'migrate' && journey.template && here && (
        <MigrateDialog
          template={journey.template.id}
          stage={here}
          onSay={async (stages) =>
            said(await moves.migrate(journey, stages), t`The journey runs by the newest version.`)
          }
          onClose={close}
        />
      )}
    </div>
  )
}
