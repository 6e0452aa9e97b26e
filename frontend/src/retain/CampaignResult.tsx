import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { CampaignResult_campaign$key } from '../__generated__/CampaignResult_campaign.graphql'
import { count } from '../format/money'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import css from './Outreach.module.css'
import shared from './Retain.module.css'

const fragment = graphql`
  fragment CampaignResult_campaign on Campaign {
    cost
    result {
      days
      over
      reached {
        clients
        subscribers
        amount
      }
      others {
        clients
        subscribers
        amount
      }
    }
  }
`

/** Subscriptions of those a campaign reached beside those it did not, and what it cost; nothing for who may not read it. */
export function CampaignResult({ campaign }: { campaign: CampaignResult_campaign$key }) {
  const { t, i18n } = useLingui()
  const { cost, result } = useFragment(fragment, campaign)
  if (!result) return null
  const n = (value: number) => count(value, i18n.locale)
  const group = (name: string, of: typeof result.reached) => (
    <tr>
      <th scope="row">{name}</th>
      <td className="figure">{n(of.clients)}</td>
      <td className="figure">{n(of.subscribers)}</td>
      <td>
        <Money cny={of.amount} />
      </td>
    </tr>
  )
  return (
    <Section title={t`What followed`}>
      <p className={shared.meta}>
        {t`Subscriptions confirmed within ${result.days} days. Associated with the campaign, not caused by it.`}{' '}
        {!result.over && t`The days are not over.`}
      </p>
      <div className={shared.scroll}>
        <table className={shared.matrix}>
          <thead>
            <tr>
              <th scope="col">{t({ message: 'Group', context: 'campaign' })}</th>
              <th scope="col">{t`Clients`}</th>
              <th scope="col">{t`Subscribed`}</th>
              <th scope="col">{t`Amount`}</th>
            </tr>
          </thead>
          <tbody>
            {group(t`Reached`, result.reached)}
            {group(t`Not reached`, result.others)}
          </tbody>
        </table>
      </div>
      {cost != null && (
        <p className={css.figures}>
          <span>
            {t`Cost`} <Money cny={cost} full />
          </span>
        </p>
      )}
    </Section>
  )
}
