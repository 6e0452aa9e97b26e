import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { OrderRulesPageQuery } from '../__generated__/OrderRulesPageQuery.graphql'
import css from '../book/Orders.module.css'
import { rulesOf } from '../book/orderContent'
import { useOrderWords } from '../book/orderWords'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { EmptyState } from '../ui/EmptyState'
import { InForce } from '../ui/InForce'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { Page, Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useBegun } from '../ui/useBegun'
import { useRight } from '../viewer/Viewer'
import { useEvidenceWords, useFundKindWords } from './orderRuleWords'

const OrderRulesEditor = lazy(() => import('./OrderRulesEditor').then((l) => ({ default: l.OrderRulesEditor })))
const OrderRulesVersions = lazy(() => import('./OrderRulesVersions').then((l) => ({ default: l.OrderRulesVersions })))

const query = graphql`
  query OrderRulesPageQuery {
    orderRules {
      number
      content
    }
  }
`
export type Begun = { number: number; content: unknown }

/** The order rules in force, their editor, and the versions before. */
export function OrderRulesPage() {
  const { t } = useLingui()
  return (
    <Page title={t`Order rules`} padded>
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Rules />
      </Boundary>
    </Page>
  )
}

function Rules() {
  const { t } = useLingui()
  const words = useOrderWords()
  const kinds = useFundKindWords()
  const evidence = useEvidenceWords()
  const { begun, begin, turn, again, published, close } = useBegun<Begun>()
  const { orderRules } = useLazyLoadQuery<OrderRulesPageQuery>(query, {}, again)
  const mayPublish = useRight('Mutation.publishOrderRules')
  const mayVersions = useRight('Query.orderRulesVersions')
  if (!orderRules) return <EmptyState scene="list" title={t`The firm has no order rules yet.`} />
  const rules = rulesOf(orderRules.content)
  if (begun)
    return (
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <OrderRulesEditor from={begun} newest={orderRules} onPublished={published} onClose={close} />
      </Suspense>
    )
  const yes = (value: boolean) => (value ? t`Yes` : t`No`)
  return (
    <div className={css.view}>
      <InForce
        present={orderRules}
        edit={t`Edit the rules`}
        onEdit={mayPublish ? () => begin(orderRules) : null}
        more={<Link to={paths.orders()}>{t`To the orders`}</Link>}
      >
        <dl className={css.facts}>
          {Object.entries(rules.cooling_off).map(([kind, hours]) => (
            <div key={kind}>
              <dt>{t`Cooling-off: ${kinds(kind)}`}</dt>
              <dd>{t`${hours} hours`}</dd>
            </div>
          ))}
          <div>
            <dt>{t`Least first amount before the fee (CNY)`}</dt>
            <dd>
              <Money full cny={rules.first_minimum} />
            </dd>
          </div>
          <div>
            <dt>{t`Amounts are multiples of`}</dt>
            <dd>
              <Money full cny={rules.step} />
            </dd>
          </div>
          <div>
            <dt>{t`Money is there before the open day by`}</dt>
            <dd>{t`${rules.deadline_hours} hours`}</dd>
          </div>
          <div>
            <dt>{t`Documents asked for`}</dt>
            <dd>{rules.evidence.map(evidence).join('、') || '—'}</dd>
          </div>
          <div>
            <dt>{t`Another payer`}</dt>
            <dd>{rules.payer === 'own' ? t`Never` : t`With relation, proof and a second person`}</dd>
          </div>
          <div>
            <dt>{t`Professional investors cool off`}</dt>
            <dd>{yes(rules.professional.cooling_off)}</dd>
          </div>
          <div>
            <dt>{t`Professional investors are visited`}</dt>
            <dd>{yes(rules.professional.visit)}</dd>
          </div>
        </dl>
      </InForce>
      <Section title={t`Questions of the return visit`}>
        <ol className={css.past}>
          {rules.visit.questions.map(({ key, zh, en, wanted }) => (
            <li key={key}>
              <span>{words.zh ? zh : en}</span>
              <small>{wanted ? t`Passed with yes` : t`Passed with no`}</small>
            </li>
          ))}
        </ol>
      </Section>
      {mayVersions && (
        <Suspense fallback={<SkeletonRows rows={3} />}>
          <OrderRulesVersions turn={turn} onBegin={mayPublish ? begin : null} />
        </Suspense>
      )}
    </div>
  )
}
