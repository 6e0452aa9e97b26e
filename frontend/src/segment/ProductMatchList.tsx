import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useDeferredValue, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProductMatchListQuery, ProductMatchListQuery$data } from '../__generated__/ProductMatchListQuery.graphql'
import css from '../book/Suitability.module.css'
import { useSuitabilityWords } from '../book/suitabilityWords'
import { parseMoney } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DataTable, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { TextField } from '../ui/TextField'
import { useRight } from '../viewer/Viewer'
import { InsistDialog } from './InsistDialog'

const NewOrderDialog = lazy(() => import('../book/NewOrderDialog').then((l) => ({ default: l.NewOrderDialog })))

const NewProposalDialog = lazy(() =>
  import('../book/NewProposalDialog').then((l) => ({ default: l.NewProposalDialog })),
)

const query = graphql`
  query ProductMatchListQuery($client: ID!, $amount: Decimal) {
    productMatches(client: $client, amount: $amount) {
      rules
      matches {
        result
        rule
        sentence
        holds
        openOn
        reasons {
          rule
          result
          sentence
        }
        product {
          id
          code
          name
          riskLevel
        }
      }
    }
  }
`
export type Match = NonNullable<ProductMatchListQuery$data['productMatches']>['matches'][number]
type Props = { client: string; onChanged: () => void }

/** Every fund for a client: suitable, only if he insists, or refused, with the rule that decided. */
export function ProductMatchList({ client, onChanged }: Props) {
  const { t } = useLingui()
  const words = useSuitabilityWords()
  const [amount, setAmount] = useState('')
  const [result, setResult] = useState<string | null>(null)
  const [insisting, setInsisting] = useState<Match | null>(null)
  const [ordered, setOrdered] = useState<Match | null>(null)
  const [proposed, setProposed] = useState<Match | null>(null)
  const mayPropose = useRight('Mutation.createProposal')
  const mayOrder = useRight('Mutation.createOrder')
  const mayInsist = useRight('Mutation.confirmInsistence')
  const parsed = amount.trim() === '' ? null : parseMoney(amount)
  const wrong = amount.trim() !== '' && parsed === null
  const asked = useDeferredValue(wrong ? null : parsed)
  const { productMatches } = useLazyLoadQuery<ProductMatchListQuery>(
    query,
    { client, amount: asked },
    { fetchPolicy: 'store-and-network' },
  )
  const all = productMatches?.matches ?? []
  const shown = all.filter((match) => !result || match.result === result)
  const count = (key: string) => all.filter((match) => match.result === key).length
  const items = ['allowed', 'insist', 'refused'].map((value) => ({
    value,
    label: `${words.result(value).word} (${count(value)})`,
  }))
  return (
    <>
      <div className={css.filters}>
        <Choice
          label={t`Result`}
          clearable
          placeholder={t`All (${all.length})`}
          items={items}
          value={result}
          onChange={setResult}
        />
        <TextField
          label={t`Amount`}
          inputMode="decimal"
          placeholder="1000000"
          value={amount}
          error={wrong ? t`Not an amount` : undefined}
          onChange={(event) => setAmount(event.currentTarget.value)}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState small title={t`No product.`} />
      ) : (
        <DataTable
          label={t`Products for this client`}
          heads={[
            { id: 'product', title: t`Fund` },
            { id: 'risk', title: t`Risk`, wide: true },
            { id: 'result', title: t`Result` },
            { id: 'why', title: t`Why` },
          ]}
        >
          {shown.map((match) => {
            const look = words.result(match.result)
            const [, ...others] = match.reasons
            return (
              <tr key={match.product.id}>
                <td>
                  <Link to={paths.product(match.product.id)}>{match.product.name}</Link>
                  <div className={css.meta}>
                    {match.product.code}
                    {match.holds && ` · ${t`holds it`}`}
                  </div>
                </td>
                <td className={wideCell}>{match.product.riskLevel ?? '—'}</td>
                <td>
                  <Badge hue={look.hue} shape={look.shape}>
                    {look.word}
                  </Badge>
                  <div className={css.ways}>
                    {mayOrder && match.result === 'allowed' && (
                      <TextButton onClick={() => setOrdered(match)}>{t`New order…`}</TextButton>
                    )}
                    {mayPropose && match.result === 'allowed' && (
                      <TextButton onClick={() => setProposed(match)}>{t`Propose…`}</TextButton>
                    )}
                    {mayInsist && match.result === 'insist' && (
                      <TextButton onClick={() => setInsisting(match)}>{t`Confirm the warning`}</TextButton>
                    )}
                  </div>
                </td>
                <td>
                  {match.sentence}
                  {others.length > 0 && (
                    <div className={css.meta}>{others.map((reason) => reason.sentence).join(' · ')}</div>
                  )}
                </td>
              </tr>
            )
          })}
        </DataTable>
      )}
      {productMatches && productMatches.rules > 0 && (
        <p className={css.meta}>{t`By version ${productMatches.rules} of the suitability rules.`}</p>
      )}
      <Suspense fallback={null}>
        {ordered && (
          <NewOrderDialog
            client={client}
            fund={{ value: ordered.product.id, label: ordered.product.name ?? '', classes: [] }}
            kind={ordered.holds ? 'additional' : 'initial'}
            amount={wrong ? '' : amount}
            openOn={ordered.openOn ?? null}
            onClose={() => setOrdered(null)}
          />
        )}
      </Suspense>
      <Suspense fallback={null}>
        {proposed && (
          <NewProposalDialog
            client={client}
            funds={[{ product: proposed.product.id, amount: wrong ? '' : amount, shareClass: null, note: '' }]}
            onClose={() => setProposed(null)}
          />
        )}
      </Suspense>
      {insisting && (
        <InsistDialog client={client} match={insisting} onSaved={onChanged} onClose={() => setInsisting(null)} />
      )}
    </>
  )
}
