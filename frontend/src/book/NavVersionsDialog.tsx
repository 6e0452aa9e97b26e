import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { NavVersionsDialogQuery } from '../__generated__/NavVersionsDialogQuery.graphql'
import { decimal } from '../format/money'
import { Boundary } from '../ui/Boundary'
import { DataTable, endCell } from '../ui/DataTable'
import { Dialog } from '../ui/Dialog'
import { Moment } from '../ui/Moment'
import { SkeletonRows } from '../ui/Skeleton'

const query = graphql`
  query NavVersionsDialogQuery($id: ID!, $date: Date!, $shareClass: ID) {
    product(id: $id) {
      navVersions(date: $date, shareClass: $shareClass) {
        unit
        adjusted
        dividend
        reason
        source
        publishedAt
        supersededAt
      }
    }
  }
`
type Props = { product: string; shareClass: string | null; date: string; onClose: () => void }

/** Every version of the NAV of a day: what it was, from when until when it counted, and why it was corrected. */
export function NavVersionsDialog({ onClose, ...rest }: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={t`Versions of the NAV of ${rest.date}`} open onClose={onClose} size={720}>
      <Boundary fallback={<SkeletonRows rows={2} />}>
        <Versions {...rest} />
      </Boundary>
    </Dialog>
  )
}

function Versions({ product, shareClass, date }: Omit<Props, 'onClose'>) {
  const { t, i18n } = useLingui()
  const found = useLazyLoadQuery<NavVersionsDialogQuery>(
    query,
    { id: product, date, shareClass },
    { fetchPolicy: 'store-and-network' },
  )
  return (
    <DataTable
      label={t`Versions`}
      heads={[
        { id: 'at', title: t`Published` },
        { id: 'until', title: t`Replaced` },
        { id: 'unit', title: t`Unit NAV`, end: true },
        { id: 'adjusted', title: t`Adjusted NAV`, end: true },
        { id: 'reason', title: t`Reason` },
      ]}
    >
      {(found.product?.navVersions ?? []).toReversed().map((each) => (
        <tr key={each.publishedAt}>
          <td>
            <Moment at={each.publishedAt} />
          </td>
          <td>{each.supersededAt ? <Moment at={each.supersededAt} /> : t`counts now`}</td>
          <td className={endCell}>{decimal(each.unit, i18n.locale, 4)}</td>
          <td className={endCell}>{decimal(each.adjusted, i18n.locale, 4)}</td>
          <td>{each.reason ?? (each.source === 'recomputed' ? t`follows from another day` : '—')}</td>
        </tr>
      ))}
    </DataTable>
  )
}
