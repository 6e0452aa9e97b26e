import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProductTermsQuery } from '../__generated__/ProductTermsQuery.graphql'
import { dayOf } from '../format/date'
import { decimal, moneyShort, percent } from '../format/money'
import { Failure } from '../relay/failure'
import { DataTable, endCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Facts, Field } from '../ui/Field'
import { Section } from '../ui/Page'
import css from './ProductPage.module.css'
import { useWords } from './words'

const query = graphql`
  query ProductTermsQuery($id: ID!, $from: Date!) {
    product(id: $id) {
      fundKind
      currency
      inception
      amacCode
      custodian
      registrar
      navInterval
      navLagDays
      lockUpDays
      firstMinimum
      furtherMinimum
      warningLine
      stopLine
      terminatedOn
      shareClasses {
        id
        code
        name
        currency
        lockUpDays
        nav
        navDate
      }
      feeTerms {
        validFrom
        validTo
        shareClass {
          name
        }
        subscriptionRate
        subscriptionMode
        redemptionSteps {
          days
          rate
        }
        managementRate
        performanceMethod
        performanceRate
        hurdleRate
      }
      openDays(from: $from) {
        first
        last
        subscriptions
        redemptions
      }
    }
  }
`

/** How a fund is bought, held and given back: its facts, classes, fees and the openings to come. */
export function ProductTerms({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const { locale } = i18n
  const { word } = useWords()
  const { product } = useLazyLoadQuery<ProductTermsQuery>(
    query,
    { id, from: dayOf(new Date()) },
    { fetchPolicy: 'store-and-network' },
  )
  if (!product) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const worded = (list: 'fundKinds' | 'navIntervals', value: string | null | undefined) =>
    value ? word(list, value) : '—'
  const steps = (
    list: readonly { readonly days: number | null | undefined; readonly rate: string | null | undefined }[],
  ) => list.map(({ days, rate }) => t`under ${days ?? 0} d ${percent(rate, locale)}`).join(t`, `) || '—'
  const opens = product.openDays ?? []
  return (
    <>
      <div className={css.columns}>
        <Facts>
          <Field label={t`Kind of fund`}>{worded('fundKinds', product.fundKind)}</Field>
          <Field label={t`Currency`}>{product.currency}</Field>
          <Field label={t`Inception`}>{product.inception ?? '—'}</Field>
          <Field label={t`AMAC code`}>{product.amacCode ?? '—'}</Field>
          <Field label={t`Custodian`}>{product.custodian ?? '—'}</Field>
          <Field label={t`Registrar`}>{product.registrar ?? '—'}</Field>
          {product.terminatedOn && <Field label={t`Terminated on`}>{product.terminatedOn}</Field>}
        </Facts>
        <Facts>
          <Field label={t`First minimum`}>{moneyShort(product.firstMinimum, locale)}</Field>
          <Field label={t`Further minimum`}>{moneyShort(product.furtherMinimum, locale)}</Field>
          <Field label={t`Lock-up`}>{t`${product.lockUpDays ?? 0} days`}</Field>
          <Field label={t`NAV published`}>
            {t`${worded('navIntervals', product.navInterval)}, within ${product.navLagDays ?? 0} workdays`}
          </Field>
          <Field label={t`Warning line`}>{decimal(product.warningLine, locale, 4)}</Field>
          <Field label={t`Stop line`}>{decimal(product.stopLine, locale, 4)}</Field>
        </Facts>
      </div>
      {(product.shareClasses ?? []).length > 0 && (
        <Section title={t`Share classes`}>
          <DataTable
            label={t`Share classes`}
            heads={[
              { id: 'name', title: t`Share class` },
              { id: 'code', title: t`Code` },
              { id: 'currency', title: t`Currency` },
              { id: 'lock', title: t`Lock-up`, end: true },
              { id: 'nav', title: t`NAV`, end: true },
              { id: 'date', title: t`NAV date` },
            ]}
          >
            {(product.shareClasses ?? []).map((each) => (
              <tr key={each.id}>
                <td>{each.name}</td>
                <td>{each.code}</td>
                <td>{each.currency ?? product.currency}</td>
                <td className={endCell}>{t`${each.lockUpDays ?? product.lockUpDays ?? 0} days`}</td>
                <td className={endCell}>{decimal(each.nav, locale, 4)}</td>
                <td>{each.navDate ?? '—'}</td>
              </tr>
            ))}
          </DataTable>
        </Section>
      )}
      <Section title={t`Fees`}>
        {(product.feeTerms ?? []).length === 0 ? (
          <EmptyState small title={t`No fee terms have been recorded.`} />
        ) : (
          <DataTable
            label={t`Fees`}
            heads={[
              { id: 'from', title: t`From` },
              { id: 'until', title: t`Until` },
              { id: 'class', title: t`Share class` },
              { id: 'subscription', title: t`Subscription` },
              { id: 'redemption', title: t`Redemption` },
              { id: 'management', title: t`Management a year`, end: true },
              { id: 'performance', title: t`Performance` },
            ]}
          >
            {(product.feeTerms ?? []).map((each) => (
              <tr key={`${each.validFrom} ${each.shareClass?.name ?? ''}`}>
                <td>{each.validFrom}</td>
                <td>{each.validTo ?? t`open`}</td>
                <td>{each.shareClass?.name ?? '—'}</td>
                <td>
                  {percent(each.subscriptionRate, locale)}{' '}
                  {each.subscriptionMode && word('subscriptionModes', each.subscriptionMode)}
                </td>
                <td>{steps(each.redemptionSteps)}</td>
                <td className={endCell}>{percent(each.managementRate, locale)}</td>
                <td>
                  {each.performanceMethod === 'none'
                    ? word('performanceMethods', 'none')
                    : `${percent(each.performanceRate, locale)} ${word('performanceMethods', each.performanceMethod ?? '')}`}
                </td>
              </tr>
            ))}
          </DataTable>
        )}
      </Section>
      <Section title={t`Open days to come`}>
        {opens.length === 0 ? (
          <EmptyState small title={t`No opening is planned.`} />
        ) : (
          <DataTable
            label={t`Open days to come`}
            heads={[
              { id: 'first', title: t`From` },
              { id: 'last', title: t`Until` },
              { id: 'subscriptions', title: t`Subscriptions` },
              { id: 'redemptions', title: t`Redemptions` },
            ]}
          >
            {opens.map((each) => (
              <tr key={each.first}>
                <td>{each.first}</td>
                <td>{each.last}</td>
                <td>{each.subscriptions ? t`Yes` : t`No`}</td>
                <td>{each.redemptions ? t`Yes` : t`No`}</td>
              </tr>
            ))}
          </DataTable>
        )}
      </Section>
    </>
  )
}
