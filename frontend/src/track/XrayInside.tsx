import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { XrayInsideQuery } from '../__generated__/XrayInsideQuery.graphql'
import { Section } from '../ui/Page'
import { XrayBlockers } from './XrayBlockers'
import { XrayStages } from './XrayStages'
import { XrayTeams } from './XrayTeams'
import { XrayWorst } from './XrayWorst'
import type { Asked } from './xraySearch'

const query = graphql`
  query XrayInsideQuery($template: ID!, $from: Date!, $to: Date!, $filter: JourneyFigureFilter) {
    journeyXray(template: $template, from: $from, to: $to, filter: $filter) {
      ...XrayWorst_xray
      ...XrayBlockers_xray
      ...XrayStages_xray
      ...XrayTeams_xray
    }
  }
`

/** Where journeys wait and why: the worst transition, what blocks whom, days in each stage, and teams. */
export function XrayInside({ asked }: { asked: Asked }) {
  const { t } = useLingui()
  const { journeyXray: xray } = useLazyLoadQuery<XrayInsideQuery>(query, asked, { fetchPolicy: 'store-and-network' })
  return (
    <>
      <Section title={t`The worst transition`}>
        <XrayWorst xray={xray} />
      </Section>
      <Section title={t`What blocks whom now`}>
        <XrayBlockers xray={xray} />
      </Section>
      <Section title={t`Days in each stage`}>
        <XrayStages xray={xray} />
      </Section>
      <Section title={t`Teams beside each other`}>
        <XrayTeams xray={xray} />
      </Section>
    </>
  )
}
