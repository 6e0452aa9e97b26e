import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProposalFundsQuery } from '../__generated__/ProposalFundsQuery.graphql'
import { parseMoney } from '../format/money'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Note } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import css from './Proposals.module.css'

const query = graphql`
  query ProposalFundsQuery($client: ID!) {
    productMatches(client: $client) {
      matches {
        result
        sentence
        minimum
        product {
          id
          code
          name
          riskLevel
          currency
          shareClasses {
            id
            name
          }
        }
      }
    }
  }
`
export type Picked = { product: string; amount: string; shareClass: string | null; note: string }

/** What the server takes, once every amount is one. */
export function inputOf(picked: readonly Picked[]) {
  const items = picked.map(({ product, amount, shareClass, note }) => {
    const money = parseMoney(amount)
    return money ? { product, amount: money, shareClass, note: note.trim() || null } : null
  })
  return items.some((each) => each === null) ? null : items.filter((each) => each !== null)
}

type Props = { client: string; value: readonly Picked[]; onChange: (value: readonly Picked[]) => void }

/** Funds for a proposal, chosen among those that suit the client, each with its amount. */
export function ProposalFunds({ client, value, onChange }: Props) {
  const { t } = useLingui()
  const { productMatches } = useLazyLoadQuery<ProposalFundsQuery>(
    query,
    { client },
    { fetchPolicy: 'store-and-network' },
  )
  const matches = productMatches?.matches ?? []
  const suitable = matches.filter(({ result }) => result === 'allowed')
  const left = suitable.filter(({ product }) => value.every((each) => each.product !== product.id))
  const put = (n: number, change: Partial<Picked>) =>
    onChange(value.map((each, at) => (at === n ? { ...each, ...change } : each)))
  return (
    <div className={css.form}>
      <ul className={css.rows} aria-label={t`Funds proposed`}>
        {value.map((each, n) => {
          const match = matches.find(({ product }) => product.id === each.product)
          const name = match?.product.name ?? each.product
          const classes = match?.product.shareClasses ?? []
          const wrong = each.amount.trim() !== '' && parseMoney(each.amount) === null
          return (
            <li key={each.product} className={css.row}>
              <div className={css.grow}>
                {name} <span className={css.meta}>{match?.product.riskLevel}</span>
                <div className={css.meta}>{match?.sentence}</div>
              </div>
              <TextField
                label={t`Amount (${match?.product.currency ?? 'CNY'})`}
                inputMode="decimal"
                required
                placeholder={match?.minimum ?? '1000000'}
                error={wrong ? t`Not an amount` : undefined}
                value={each.amount}
                onChange={(event) => put(n, { amount: event.currentTarget.value })}
              />
              {classes.length > 0 && (
                <Choice
                  label={t`Share class`}
                  clearable
                  items={classes.map(({ id, name: label }) => ({ value: id, label }))}
                  value={each.shareClass}
                  onChange={(shareClass) => put(n, { shareClass })}
                />
              )}
              <TextField
                label={t`Your words about it`}
                maxLength={300}
                value={each.note}
                onChange={(event) => put(n, { note: event.currentTarget.value })}
              />
              <Button small onClick={() => onChange(value.filter((_, at) => at !== n))}>
                {t`Remove`}
                <span className="sr-only"> {name}</span>
              </Button>
            </li>
          )
        })}
      </ul>
      {matches.length > 0 && suitable.length === 0 ? (
        <Note tone="warn">{t`No fund suits this client now: ${matches[0]?.sentence ?? ''}`}</Note>
      ) : (
        <Choice
          label={t`Add a fund that suits`}
          placeholder={t`Choose…`}
          items={left.map(({ product }) => ({
            value: product.id,
            label: `${product.name} · ${product.riskLevel ?? '—'}`,
          }))}
          value={null}
          onChange={(product) => product && onChange([...value, { product, amount: '', shareClass: null, note: '' }])}
        />
      )}
    </div>
  )
}
