import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ProposalOrders_proposal$key } from '../__generated__/ProposalOrders_proposal.graphql'
import type { ProposalOrdersMutation } from '../__generated__/ProposalOrdersMutation.graphql'
import css from '../book/Proposals.module.css'
import { decimal } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { useRight } from '../viewer/Viewer'

const fragment = graphql`
  fragment ProposalOrders_proposal on Proposal {
    id
    version
    items {
      id
      amount
      product {
        name
        currency
      }
      order {
        id
      }
    }
  }
`
const mutation = graphql`
  mutation ProposalOrdersMutation($input: OrderProposalInput!) {
    orderProposal(input: $input) {
      ...ProposalOrders_proposal
    }
  }
`
type Props = { proposal: ProposalOrders_proposal$key; onChanged: () => void }

/** What was accepted, and the order of each fund. */
export function ProposalOrders({ proposal: ref, onChanged }: Props) {
  const { t, i18n } = useLingui()
  const { version, items } = useFragment(fragment, ref)
  const [run, busy] = useChange<ProposalOrdersMutation>(mutation)
  const [failure, setFailure] = useState<Failure | null>(null)
  const may = useRight('Mutation.orderProposal')
  const begin = async (item: string) => {
    const outcome = await run({ input: { item, version } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    toast(t`The order was begun.`)
    onChanged()
  }
  return (
    <Section title={t`Orders of what was accepted`}>
      <ul className={css.rows}>
        {(items ?? []).map(({ id, amount, product, order }) => (
          <li key={id} className={css.row}>
            <span className={css.grow}>
              {product?.name ?? '—'} · {decimal(amount, i18n.locale, 2)} {product?.currency}
            </span>
            {order ? (
              <Link to={paths.order(order.id)}>{t`To the order`}</Link>
            ) : (
              may && <Button small busy={busy} onClick={() => void begin(id)}>{t`Begin the order`}</Button>
            )}
          </li>
        ))}
      </ul>
      <FailureLine failure={failure} />
    </Section>
  )
}
