import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { StageApprovalsQuery } from '../__generated__/StageApprovalsQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { PickFilter } from '../book/PickFilter'

const query = graphql`
  query StageApprovalsQuery {
    approvalKinds {
      id
      key
      zh
      en
      about
    }
  }
`
type Props = { picked: readonly string[]; onPicked: (keys: string[]) => void }

/** Which kinds of approval a stage asks for: those about a journey or its client. */
export function StageApprovals({ picked, onPicked }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const { approvalKinds } = useLazyLoadQuery<StageApprovalsQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  const items = approvalKinds
    .filter(({ about }) => about === 'journey' || about === 'client')
    .map((kind) => ({ value: kind.key, label: both(kind) }))
  return (
    <div>
      <PickFilter title={t`Approvals`} items={items} picked={picked} onPicked={(keys) => onPicked([...keys])} />
    </div>
  )
}
