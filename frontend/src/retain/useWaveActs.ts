import { useLingui } from '@lingui/react/macro'
import { type GraphQLTaggedNode, graphql } from 'react-relay'
import { useRight } from '../viewer/Viewer'

const start = graphql`
  mutation useWaveActsStartMutation($input: VersionedInput!) {
    startSurveyWave(input: $input) {
      id
    }
  }
`
const pause = graphql`
  mutation useWaveActsPauseMutation($input: VersionedInput!) {
    pauseSurveyWave(input: $input) {
      id
    }
  }
`
const resume = graphql`
  mutation useWaveActsResumeMutation($input: VersionedInput!) {
    resumeSurveyWave(input: $input) {
      id
    }
  }
`
const end = graphql`
  mutation useWaveActsEndMutation($input: VersionedInput!) {
    endSurveyWave(input: $input) {
      id
    }
  }
`
export type WaveAct = { title: string; mutation: GraphQLTaggedNode; main: boolean }

/** What can be done with a round in its state by who may. */
export function useWaveActs(state: string): WaveAct[] {
  const { t } = useLingui()
  const mayStart = useRight('Mutation.startSurveyWave')
  const mayPause = useRight('Mutation.pauseSurveyWave')
  const mayResume = useRight('Mutation.resumeSurveyWave')
  const mayEnd = useRight('Mutation.endSurveyWave')
  return [
    ...(mayStart && state === 'draft' ? [{ title: t`Start asking`, mutation: start, main: true }] : []),
    ...(mayPause && state === 'running'
      ? [{ title: t({ message: 'Pause', context: 'survey' }), mutation: pause, main: false }]
      : []),
    ...(mayResume && state === 'paused' ? [{ title: t`Go on asking`, mutation: resume, main: true }] : []),
    ...(mayEnd && state !== 'ended'
      ? [
          {
            title: state === 'draft' ? t`Put the draft away` : t({ message: 'End', context: 'survey' }),
            mutation: end,
            main: false,
          },
        ]
      : []),
  ]
}
