import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ReportBehindQuery } from '../../__generated__/ReportBehindQuery.graphql'
import { STEP, TierClients } from '../../segment/TierClients'
import { Button } from '../../ui/Button'
import type { Place } from './ReportDrawing'
import { type Draft, inputOf } from './reportShape'

const query = graphql`
  query ReportBehindQuery($shape: ReportShapeInput!, $measure: Int!, $row: String, $column: String, $first: Int!) {
    reportClients(shape: $shape, measure: $measure, row: $row, column: $column, first: $first) {
      ...TierClients_page
    }
  }
`

/** The clients behind a cell of a report. */
export function ReportBehind({ draft, place, onClose }: { draft: Draft; place: Place; onClose: () => void }) {
  const { t } = useLingui()
  const [first, setFirst] = useState(STEP)
  const { reportClients } = useLazyLoadQuery<ReportBehindQuery>(
    query,
    { shape: inputOf(draft), ...place, first },
    { fetchPolicy: 'store-and-network' },
  )
  return (
    <TierClients
      page={reportClients}
      title={t`Clients behind the figure`}
      actions={<Button small onClick={onClose}>{t`Close`}</Button>}
      first={first}
      onFirst={setFirst}
    />
  )
}
