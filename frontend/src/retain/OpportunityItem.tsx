import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { OpportunityItem_opportunity$key } from '../__generated__/OpportunityItem_opportunity.graphql'
import { useBoth } from '../book/journeyWords'
import { date } from '../format/date'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Toggle } from '../ui/Toggle'
import css from './Opportunities.module.css'
import { LOOKS, useOpportunityWords } from './opportunityWords'

const fragment = graphql`
  fragment OpportunityItem_opportunity on Opportunity {
    kind
    state
    held
    amount
    since
    until
    dismissal
    note
    wonOn
    wonAmount
    reason {
      zh
      en
    }
    advice {
      zh
      en
    }
    client {
      id
      name
      owner {
        name
      }
    }
    product {
      id
      name
    }
    funds {
      openOn
      product {
        id
        name
      }
    }
    task {
      id
      title
    }
    journey {
      id
    }
  }
`
type Props = {
  opportunity: OpportunityItem_opportunity$key
  kindName: (key: string) => string
  /** Without the client's name: on his own page. */
  ofOne?: boolean
  picked?: boolean
  onPick?: ((on: boolean) => void) | undefined
  acts?: ReactNode
}

/** One chance: with whom, how much, why, and what to do. */
export function OpportunityItem({ opportunity, kindName, ofOne = false, picked = false, onPick, acts }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useOpportunityWords()
  const row = useFragment(fragment, opportunity)
  const [hue, shape] = LOOKS[row.kind] ?? ['neutral', 'dot']
  const name = row.client?.name ?? '—'
  const kind = kindName(row.kind)
  return (
    <li className={onPick ? css.item : `${css.item} ${css.plain}`}>
      {onPick && (
        <Toggle
          label={<span className="sr-only">{t`Choose ${name}: ${kind}`}</span>}
          checked={picked}
          onChange={onPick}
        />
      )}
      <div className={css.body}>
        <div className={css.head}>
          <Badge hue={hue} shape={shape}>
            {kind}
          </Badge>
          {!ofOne && row.client && <Link to={paths.client(row.client.id, 'opportunities')}>{name}</Link>}
          {row.product && <Link to={paths.product(row.product.id)}>{row.product.name}</Link>}
          {!ofOne && row.client?.owner && <span className={css.meta}>{row.client.owner.name}</span>}
          <span className={css.amount}>
            <Money cny={row.amount} />
          </span>
        </div>
        <p>{both(row.reason)}</p>
        {row.state === 'open' && <p className={css.meta}>{both(row.advice)}</p>}
        {row.funds.length > 1 && (
          <p className={css.meta}>
            {t`May be suggested:`}{' '}
            {row.funds.map((fund, n) => (
              <span key={fund.product?.id ?? n}>
                {n > 0 && ' · '}
                {fund.product ? <Link to={paths.product(fund.product.id)}>{fund.product.name}</Link> : '—'}{' '}
                {t`opens ${date(fund.openOn)}`}
              </span>
            ))}
          </p>
        )}
        <p className={css.meta}>
          {row.until ? t`${date(row.since)} to ${date(row.until)}` : t`Since ${date(row.since)}`}
          {row.dismissal && ` · ${words.reason(row.dismissal)}`}
          {row.note && ` · ${row.note}`}
          {row.state === 'won' && row.wonOn && (
            <>
              {' '}
              · {t`Subscribed on ${date(row.wonOn)}:`} <Money cny={row.wonAmount} />
            </>
          )}
        </p>
        {row.held && row.state === 'open' && <p className={css.meta}>{words.hold(row.held)}</p>}
        <div className={css.acts}>
          {ofOne && row.state !== 'open' && <Badge hue="neutral">{words.state(row.state)}</Badge>}
          {row.task && <Link to={paths.tasks({ task: row.task.id })}>{row.task.title}</Link>}
          {row.journey && row.client && <Link to={paths.client(row.client.id, 'journey')}>{t`Its journey`}</Link>}
          {acts}
        </div>
      </div>
    </li>
  )
}
