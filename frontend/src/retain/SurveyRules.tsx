import { useLingui } from '@lingui/react/macro'
import { lazy, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SurveyRulesQuery } from '../__generated__/SurveyRulesQuery.graphql'
import { Note } from '../ui/ErrorState'
import { useRight } from '../viewer/Viewer'
import { RulesFrame } from './RulesFrame'
import { type SurveyContent, useChainWords } from './surveyRulesContent'
import css from './Voice.module.css'

const SurveyRulesEditor = lazy(() =>
  import('./SurveyRulesEditor').then((loaded) => ({ default: loaded.SurveyRulesEditor })),
)

const query = graphql`
  query SurveyRulesQuery {
    surveyRules {
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

/** When clients are asked, which answers call for somebody and who is told; with versions, and the editor of the next. */
export function SurveyRules() {
  const { t } = useLingui()
  const may = useRight('Mutation.publishSurveyRules')
  const chain = useChainWords()
  const [turn, setTurn] = useState(0)
  const { surveyRules: rules } = useLazyLoadQuery<SurveyRulesQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const content = rules.content as SurveyContent
  const { csat, nps, follow } = content
  const told = follow.tell.map((role) => chain[role] ?? role).join(t`, `)
  return (
    <RulesFrame
      number={rules.number}
      content={content}
      versions={rules.versions}
      mayPublish={may}
      editor={(from, onClose) => (
        <SurveyRulesEditor
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
      {!csat.on && <Note tone="info">{t`Nobody is asked after a request was closed until this is turned on.`}</Note>}
      <ul className={css.reasons}>
        {csat.on && <li>{t`A client is asked ${csat.hours} hours after his request was closed.`}</li>}
        <li>{t`He has ${csat.days} days to answer about a request, ${nps.days} days in a round of NPS.`}</li>
        <li>{t`Two rounds of NPS to a client are at least ${nps.gap} days apart.`}</li>
        <li>{t`CSAT up to ${csat.low} and NPS up to ${nps.low} are low: who serves the client has a task of ${follow.days} workdays.`}</li>
        <li>{told ? t`Told at once: ${told}.` : t`Nobody else is told.`}</li>
      </ul>
    </RulesFrame>
  )
}
