import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RequestApprovalsEditorQuery } from '../__generated__/RequestApprovalsEditorQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { useTiers } from '../book/useTiers'
import { Choice } from '../ui/Choice'
import { Toggle } from '../ui/Toggle'
import css from './Requests.module.css'
import type { Approvals } from './typeContent'

const query = graphql`
  query RequestApprovalsEditorQuery {
    approvalKinds {
      id
      key
      zh
      en
      about
      archivedAt
      steps {
        key
        zh
        en
      }
    }
  }
`
const NONE = '-'
type Props = { approval: Approvals; onChange: (approval: Approvals) => void }

/** Which approval a request of the type asks for, by tier where it says so, each with the steps it goes through. */
export function RequestApprovalsEditor({ approval, onChange }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const { tiers } = useTiers()
  const { approvalKinds } = useLazyLoadQuery<RequestApprovalsEditorQuery>(
    query,
    {},
    { fetchPolicy: 'store-or-network' },
  )
  const kinds = approvalKinds.filter(({ about, archivedAt }) => about === 'client' && !archivedAt)
  const items = [
    { value: NONE, label: t`no approval` },
    ...kinds.map((kind) => ({ value: kind.key, label: both(kind) })),
  ]
  const chain = (key: string | null | undefined) =>
    kinds
      .find((kind) => kind.key === key)
      ?.steps.map(both)
      .join(' → ')
  const of = (value: string | null) => (value === NONE ? null : value)
  const set = (tier: string, value: string | null) => {
    const next = { ...approval.tiers }
    if (value === null) delete next[tier]
    else next[tier] = of(value)
    onChange({ ...approval, tiers: next })
  }
  return (
    <fieldset className={css.tiers}>
      <legend className={css.meta}>{t`Approval`}</legend>
      <div>
        <Choice
          label={t`Usually`}
          required
          items={items}
          value={approval.usual ?? NONE}
          onChange={(value) => onChange({ ...approval, usual: of(value) })}
        />
        {approval.usual && <p className={css.meta}>{chain(approval.usual)}</p>}
      </div>
      {tiers.map((tier) => {
        const own = tier.key in approval.tiers
        return (
          <div key={tier.key}>
            <Choice
              label={both(tier)}
              clearable
              placeholder={t`as usual`}
              items={items}
              value={own ? (approval.tiers[tier.key] ?? NONE) : null}
              onChange={(value) => set(tier.key, value)}
            />
            {own && approval.tiers[tier.key] && <p className={css.meta}>{chain(approval.tiers[tier.key])}</p>}
          </div>
        )
      })}
      <Toggle
        label={t`Clients whom partners serve need a partner's approval besides`}
        checked={approval.partner}
        onChange={(partner) => onChange({ ...approval, partner })}
      />
    </fieldset>
  )
}
