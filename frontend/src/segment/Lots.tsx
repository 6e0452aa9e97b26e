import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { LotsQuery } from '../__generated__/LotsQuery.graphql'
import { useNameOfClass } from '../book/fundName'
import { dayOf } from '../format/date'
import { decimal } from '../format/money'
import { Badge } from '../ui/Badge'
import { DataTable, endCell } from '../ui/DataTable'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import css from './PerformancePanel.module.css'

const query = graphql`
  query LotsQuery($id: ID!) {
    client(id: $id) {
      lots(open: true) {
        product {
          name
        }
        shareClass {
          name
        }
        openedOn
        units
        unitsOpened
        cost
        highWater
        unlockOn
      }
    }
  }
`

/** The lots a client's units are made of, the oldest first: used in this order, each with its own unlock day. */
export function Lots({ id, turn }: { id: string; turn: number }) {
  const { t, i18n } = useLingui()
  const nameOf = useNameOfClass()
  const { client } = useLazyLoadQuery<LotsQuery>(query, { id }, { fetchPolicy: 'store-and-network', fetchKey: turn })
  const lots = client?.lots ?? []
  const today = dayOf(new Date())
  if (lots.length === 0) return null
  return (
    <Section title={t`Lots`}>
      <DataTable
        label={t`Lots`}
        heads={[
          { id: 'product', title: t`Product` },
          { id: 'opened', title: t`Opened` },
          { id: 'units', title: t`Units left`, end: true },
          { id: 'of', title: t`Of`, end: true },
          { id: 'cost', title: t`Cost`, end: true },
          { id: 'mark', title: t`High-water mark`, end: true },
          { id: 'unlock', title: t`Redeemable from` },
        ]}
      >
        {lots.map((lot) => (
          <tr key={`${lot.product.name} ${lot.openedOn} ${lot.unitsOpened} ${lot.units} ${lot.cost}`}>
            <td className={css.name}>{nameOf(lot.product.name, lot.shareClass?.name)}</td>
            <td>{lot.openedOn}</td>
            <td className={endCell}>{decimal(lot.units, i18n.locale, 2)}</td>
            <td className={endCell}>{decimal(lot.unitsOpened, i18n.locale, 2)}</td>
            <td className={endCell}>
              <Money cny={lot.cost} />
            </td>
            <td className={endCell}>{decimal(lot.highWater, i18n.locale, 4)}</td>
            <td>
              {lot.unlockOn && lot.unlockOn > today ? (
                <Badge hue="amber" shape="half">
                  {lot.unlockOn}
                </Badge>
              ) : (
                t`now`
              )}
            </td>
          </tr>
        ))}
      </DataTable>
    </Section>
  )
}
