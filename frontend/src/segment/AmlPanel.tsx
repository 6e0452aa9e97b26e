import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { AmlPanelDecideMutation } from '../__generated__/AmlPanelDecideMutation.graphql'
import type { AmlPanelQuery } from '../__generated__/AmlPanelQuery.graphql'
import css from '../book/Orders.module.css'
import { useChange } from '../relay/useChange'
import { Badge, type Hue } from '../ui/Badge'
import { Button, TextButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Moment } from '../ui/Moment'
import { Section } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { useAmlWords } from './amlWords'

const AmlDialog = lazy(() => import('./AmlDialog').then((l) => ({ default: l.AmlDialog })))
const OrderWordDialog = lazy(() => import('../book/OrderWordDialog').then((l) => ({ default: l.OrderWordDialog })))

const query = graphql`
  query AmlPanelQuery($id: ID!) {
    client(id: $id) {
      id
      aml {
        state
        reviews {
          id
          version
          state
          status
          reason
          validUntil
          foundAt
          decision
          isMine
          foundBy {
            name
          }
          decidedBy {
            name
          }
          document {
            name
          }
        }
      }
    }
  }
`
const decide = graphql`
  mutation AmlPanelDecideMutation($input: DecideAmlInput!) {
    decideAml(input: $input) {
      id
    }
  }
`
const HUES: Record<string, Hue> = { clear: 'green', review: 'amber', blocked: 'red' }

/** What compliance says of a client against money laundering; a block is lifted by two people. */
export function AmlPanel({ id }: { id: string }) {
  const { t } = useLingui()
  const words = useAmlWords()
  const [turn, setTurn] = useState(0)
  const { client } = useLazyLoadQuery<AmlPanelQuery>(
    query,
    { id },
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  const [run] = useChange<AmlPanelDecideMutation>(decide)
  const [writing, setWriting] = useState(false)
  const [deciding, setDeciding] = useState<{ id: string; seen: number; approve: boolean } | null>(null)
  const again = () => setTurn((n) => n + 1)
  const aml = client?.aml
  if (!aml) return null
  return (
    <Section
      title={t`Anti-money-laundering`}
      actions={<Button small onClick={() => setWriting(true)}>{t`Write a finding`}</Button>}
    >
      <p>
        <Badge hue={HUES[aml.state] ?? 'neutral'}>{words.state(aml.state)}</Badge>
      </p>
      {aml.reviews.length === 0 && <EmptyState small title={t`Nothing was found yet; orders wait for a clearance.`} />}
      <ul className={css.past}>
        {aml.reviews.map((review) => (
          <li key={review.id}>
            <span>
              <Badge hue={review.status === 'in_force' ? (HUES[review.state] ?? 'neutral') : 'neutral'}>
                {words.state(review.state)}
              </Badge>{' '}
              {words.status(review.status)} {review.validUntil && t`until ${review.validUntil}`}
            </span>
            <span>{review.reason}</span>
            <small>
              {review.foundBy?.name} · <Moment at={review.foundAt} exact />
              {review.document && ` · ${review.document.name}`}
              {review.decidedBy && ` · ${review.decidedBy.name}：${review.decision ?? '—'}`}
            </small>
            {review.status === 'pending' && !review.isMine && (
              <span className={css.acts}>
                {[true, false].map((approve) => (
                  <TextButton
                    key={String(approve)}
                    onClick={() => setDeciding({ id: review.id, seen: review.version, approve })}
                  >
                    {approve ? t`Lift the block…` : t`Keep the block…`}
                  </TextButton>
                ))}
              </span>
            )}
          </li>
        ))}
      </ul>
      <Suspense fallback={null}>
        {writing && <AmlDialog client={id} onSaved={again} onClose={() => setWriting(false)} />}
        {deciding && (
          <OrderWordDialog
            title={deciding.approve ? t`Lift the block` : t`Keep the block`}
            label={t`Why`}
            confirm={deciding.approve ? t`Lift` : t`Keep`}
            required={!deciding.approve}
            onSay={async (note) => {
              const outcome = await run({ input: { ...deciding, note: note || null } })
              if (!outcome.ok) return outcome.failure
              toast(t`Decided.`)
              again()
              return null
            }}
            onClose={() => setDeciding(null)}
          />
        )}
      </Suspense>
    </Section>
  )
}
