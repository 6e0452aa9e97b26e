import { graphql } from 'react-relay'
import type { useJourneyChangeAdvanceMutation } from '../__generated__/useJourneyChangeAdvanceMutation.graphql'
import type { useJourneyChangeFinishMutation } from '../__generated__/useJourneyChangeFinishMutation.graphql'
import type { useJourneyChangeHoldMutation } from '../__generated__/useJourneyChangeHoldMutation.graphql'
import type { useJourneyChangeLoseMutation } from '../__generated__/useJourneyChangeLoseMutation.graphql'
import type { useJourneyChangeMigrateMutation } from '../__generated__/useJourneyChangeMigrateMutation.graphql'
import type { useJourneyChangeResumeMutation } from '../__generated__/useJourneyChangeResumeMutation.graphql'
import type { useJourneyChangeReturnMutation } from '../__generated__/useJourneyChangeReturnMutation.graphql'
import type { Failure } from '../relay/failure'
import { type Outcome, useChange } from '../relay/useChange'

const advance = graphql`
  mutation useJourneyChangeAdvanceMutation($input: AdvanceJourneyInput!) {
    advanceJourney(input: $input) {
      ...useJourneyChange_moved
    }
  }
`
const finish = graphql`
  mutation useJourneyChangeFinishMutation($input: VersionedInput!) {
    finishJourney(input: $input) {
      ...useJourneyChange_moved
    }
  }
`
const back = graphql`
  mutation useJourneyChangeReturnMutation($input: ReturnJourneyInput!) {
    returnJourney(input: $input) {
      ...useJourneyChange_moved
    }
  }
`
const hold = graphql`
  mutation useJourneyChangeHoldMutation($input: HoldJourneyInput!) {
    holdJourney(input: $input) {
      ...useJourneyChange_moved
    }
  }
`
const resume = graphql`
  mutation useJourneyChangeResumeMutation($input: VersionedInput!) {
    resumeJourney(input: $input) {
      ...useJourneyChange_moved
    }
  }
`
const lose = graphql`
  mutation useJourneyChangeLoseMutation($input: LoseJourneyInput!) {
    loseJourney(input: $input) {
      ...useJourneyChange_moved
    }
  }
`
const migrate = graphql`
  mutation useJourneyChangeMigrateMutation($input: MigrateJourneyInput!) {
    migrateJourney(input: $input) {
      ...useJourneyChange_moved
    }
  }
`

/** What every move tells of the journey afterwards. */
export const fragment = graphql`
  fragment useJourneyChange_moved on Journey {
    id
    version
    state
    stage
    stageZh
    stageEn
    place
    enteredAt
    stageDueOn
    resumeOn
    endedAt
  }
`

export type Journeying = { readonly id: string; readonly version: number }

/** The moves of a journey: each resolves with the failure, null when it was made. */
export function useJourneyChange() {
  const [runAdvance, a] = useChange<useJourneyChangeAdvanceMutation>(advance)
  const [runFinish, b] = useChange<useJourneyChangeFinishMutation>(finish)
  const [runBack, c] = useChange<useJourneyChangeReturnMutation>(back)
  const [runHold, d] = useChange<useJourneyChangeHoldMutation>(hold)
  const [runResume, e] = useChange<useJourneyChangeResumeMutation>(resume)
  const [runLose, f] = useChange<useJourneyChangeLoseMutation>(lose)
  const [runMigrate, g] = useChange<useJourneyChangeMigrateMutation>(migrate)
  const of = ({ id, version }: Journeying) => ({ id, version })
  const told = async (outcome: Promise<Outcome<unknown>>): Promise<Failure | null> => {
    const found = await outcome
    return found.ok ? null : found.failure
  }
  return {
    busy: a || b || c || d || e || f || g,
    advance: (journey: Journeying, to: string | null = null) => told(runAdvance({ input: { ...of(journey), to } })),
    finish: (journey: Journeying) => told(runFinish({ input: of(journey) })),
    back: (journey: Journeying, to: string, reason: string) => told(runBack({ input: { ...of(journey), to, reason } })),
    hold: (journey: Journeying, resumeOn: string, reason: string | null) =>
      told(runHold({ input: { ...of(journey), resumeOn, reason } })),
    resume: (journey: Journeying) => told(runResume({ input: of(journey) })),
    lose: (journey: Journeying, reason: string, note: string | null) =>
      told(runLose({ input: { ...of(journey), reason, note } })),
    migrate: (journey: Journeying, stages: readonly { from: string; to: string }[]) =>
      told(runMigrate({ input: { ...of(journey), stages: [...stages] } })),
  }
}
