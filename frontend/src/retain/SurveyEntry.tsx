import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { SurveyEntry_survey$key } from '../__generated__/SurveyEntry_survey.graphql'
import { Badge } from '../ui/Badge'
import { Meta } from '../ui/Timeline'
import { outOf, scoreHue, useSurveyWords } from './surveyWords'

const fragment = graphql`
  fragment SurveyEntry_survey on Survey {
    surveyKind: kind
    score
    surveyText: text
  }
`

/** An answer of the client on his timeline. */
export function SurveyEntry({ survey }: { survey: SurveyEntry_survey$key }) {
  const { t } = useLingui()
  const words = useSurveyWords()
  const row = useFragment(fragment, survey)
  return (
    <>
      <div>
        {words.kind(row.surveyKind)}{' '}
        {row.score !== null && row.score !== undefined && (
          <Badge hue={scoreHue(row.surveyKind, row.score)}>{t`${row.score} of ${outOf(row.surveyKind)}`}</Badge>
        )}
      </div>
      {row.surveyText && <Meta>{row.surveyText}</Meta>}
    </>
  )
}
