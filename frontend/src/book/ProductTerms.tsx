import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ProductTermsQuery } from '../__generated__/ProductTermsQuery.graphql'
import { dayOf } from '../format/date'
import { decimal, moneyShort, percent } from '../format/money'
import { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { DataTable, endCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Facts, Field } from '../ui/Field'
import { Section } from '../ui/Page'
import { useRight } from '../viewer/Viewer'
import type { Terms } from './FeeTermsDialog'
import { useFundWords } from './fundWords'
import css from './ProductPage.module.css'
import type { EditedClass } from './ShareClassDialog'

const query = graphql`
  query ProductTermsQuery($id: ID!, $from: Date!, $trail: Boolean!) {
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
        version
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
          id
          name
        }
        subscriptionRate
        subscriptionMode
        redemptionSteps {
          days
          rate
        }
        redemptionToFund
        managementRate
        managementDays
        performanceMethod
        performanceRate
        hurdleRate
        trailRate @include(if: $trail)
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

const ShareClassDialog = lazy(() =>
  import('./ShareClassDialog').then((loaded) => ({ default: loaded.ShareClassDialog })),
)
const FeeTermsDialog = lazy(() => import('./FeeTermsDialog').then((loaded) => ({ default: loaded.FeeTermsDialog })))
const OpenDaysDialog = lazy(() => import('./OpenDaysDialog').then((loaded) => ({ default: loaded.OpenDaysDialog })))

/** How a fund is bought, held and given back: its facts, classes, fees and the openings to come. */
export function ProductTerms({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const { locale } = i18n
  const { word } = useFundWords()
  const maySetFees = useRight('Mutation.setFeeTerms')
  const mayOpen = useRight('Mutation.setOpenDays')
  const mayAddClass = useRight('Mutation.addShareClass')
  const mayChangeClass = useRight('Mutation.updateShareClass')
  const seesRevenue = useRight('Query.revenues')
  const [turn, setTurn] = useState(0)
  const [editing, setEditing] = useState<'fees' | 'openings' | 'newClass' | EditedClass | null>(null)
  const today = dayOf(new Date())
  const { product } = useLazyLoadQuery<ProductTermsQuery>(
    query,
    { id, from: today, trail: maySetFees || seesRevenue },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  if (!product) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const worded = (list: 'fundKinds' | 'navIntervals', value: string | null | undefined) =>
    value ? word(list, value) : '—'
  const steps = (
    list: readonly { readonly days: number | null | undefined; readonly rate: string | null | undefined }[],
  ) => list.map(({ days, rate }) => t`under ${days ?? 0} d ${percent(rate, locale)}`).join(t`, `) || '—'
  const opens = product.openDays ?? []
  const classes = product.shareClasses ?? []
  const allTerms = product.feeTerms ?? []
  const showsTrail = allTerms.some((each) => each.trailRate != null)
  // Those of today, or of the first day to come, begin what is written next.
  const present = new Map<string, Terms>()
  for (const each of allTerms.toReversed())
    if (each.validFrom <= today || !present.has(each.shareClass?.id ?? '')) present.set(each.shareClass?.id ?? '', each)
  const dialog = { onDone: () => setTurn(turn + 1), onClose: () => setEditing(null) }
  const act = (may: boolean, title: string, what: typeof editing) =>
    may && (
      <Button small onClick={() => setEditing(what)}>
        {title}
      </Button>
    )
  return (
    <>
      <Suspense fallback={null}>
        {editing === 'fees' && (
          <FeeTermsDialog
            {...dialog}
            product={id}
            classes={classes.map((each) => ({ value: each.id, label: `${each.name} · ${each.code}` }))}
            present={present}
          />
        )}
        {editing === 'openings' && <OpenDaysDialog {...dialog} product={id} from={today} openings={opens} />}
        {editing !== null && editing !== 'fees' && editing !== 'openings' && (
          <ShareClassDialog {...dialog} product={id} edited={editing === 'newClass' ? null : editing} />
        )}
      </Suspense>
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
      {(classes.length > 0 || mayAddClass) && (
        <Section title={t`Share classes`} actions={act(mayAddClass, t`Add a share class`, 'newClass')}>
          {classes.length === 0 ? (
            <EmptyState small title={t`The fund has one kind of units.`} />
          ) : (
            <DataTable
              label={t`Share classes`}
              heads={[
                { id: 'name', title: t`Share class` },
                { id: 'code', title: t`Code` },
                { id: 'currency', title: t`Currency` },
                { id: 'lock', title: t`Lock-up`, end: true },
                { id: 'nav', title: t`NAV`, end: true },
                { id: 'date', title: t`NAV date` },
                ...(mayChangeClass ? [{ id: 'act', title: t`Actions` }] : []),
              ]}
            >
              {classes.map((each) => (
                <tr key={each.id}>
                  <td>{each.name}</td>
                  <td>{each.code}</td>
                  <td>{each.currency ?? product.currency}</td>
                  <td className={endCell}>{t`${each.lockUpDays ?? product.lockUpDays ?? 0} days`}</td>
                  <td className={endCell}>{decimal(each.nav, locale, 4)}</td>
                  <td>{each.navDate ?? '—'}</td>
                  {mayChangeClass && (
                    <td>
                      <Button small look="quiet" aria-label={t`Change ${each.name}`} onClick={() => setEditing(each)}>
                        {t`Change`}
                      </Button>
                    </td>
                  )}
                </tr>
              ))}
            </DataTable>
          )}
        </Section>
      )}
      <Section title={t`Fees`} actions={act(maySetFees, t`Set fee terms`, 'fees')}>
        {allTerms.length === 0 ? (
          <EmptyState small title={t`No fee terms have been recorded.`} />
        ) : (
          <DataTable
            label={t`Fees`}
            heads={[
              { id: 'from', title: t`Valid from` },
              { id: 'until', title: t`Until` },
              { id: 'class', title: t`Share class` },
              { id: 'subscription', title: t`Subscription` },
              { id: 'redemption', title: t`Redemption` },
              { id: 'management', title: t`Management a year`, end: true },
              { id: 'performance', title: t`Performance` },
              ...(showsTrail ? [{ id: 'trail', title: t`Trail`, end: true }] : []),
            ]}
          >
            {allTerms.map((each) => (
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
                  {Number(each.hurdleRate) > 0 && ` · ${t`above ${percent(each.hurdleRate, locale)} a year`}`}
                </td>
                {showsTrail && <td className={endCell}>{percent(each.trailRate, locale)}</td>}
              </tr>
            ))}
          </DataTable>
        )}
      </Section>
      <Section title={t`Open days to come`} actions={act(mayOpen, t`Edit open days`, 'openings')}>
        {opens.length === 0 ? (
          <EmptyState small title={t`No opening is planned.`} />
        ) : (
          <DataTable
            label={t`Open days to come`}
            heads={[
              { id: 'first', title: t`First day` },
              { id: 'last', title: t`Last day` },
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
