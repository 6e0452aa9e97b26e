import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment, useLazyLoadQuery } from 'react-relay'
import type { CockpitCards_answer$key } from '../__generated__/CockpitCards_answer.graphql'
import type { CockpitCardsQuery } from '../__generated__/CockpitCardsQuery.graphql'
import { count, percent } from '../format/money'
import { Figure, Figures } from '../ui/Figure'
import { Moment } from '../ui/Moment'
import { Section } from '../ui/Page'
import { useSetSearch } from '../viewer/url'
import css from './Cockpit.module.css'
import { type Asked, changeOf, numberOf } from './cockpitSearch'
import { KpiBook } from './KpiBook'

const query = graphql`
  query CockpitCardsQuery($window: KpiWindow!, $before: KpiWindow, $filter: KpiFilter) {
    raised: kpi(id: "K-10", window: $window, compareTo: $before, filter: $filter) {
      at
      whole
      ...CockpitCards_answer
    }
    growth: kpi(id: "K-11", window: $window, compareTo: $before, filter: $filter) {
      ...CockpitCards_answer
    }
    portrait: kpi(id: "K-12", window: $window, compareTo: $before, filter: $filter) {
      ...CockpitCards_answer
    }
    again: kpi(id: "K-17", window: $window, compareTo: $before, filter: $filter) {
      ...CockpitCards_answer
    }
    churn: kpi(id: "K-19", window: $window, compareTo: $before, filter: $filter) {
      ...CockpitCards_answer
    }
  }
`
const fragment = graphql`
  fragment CockpitCards_answer on KpiAnswer {
    kpi {
      zh
      en
      definition {
        id
      }
      measures {
        key
        unit
        zh
        en
        partZh
        partEn
        ofZh
        ofEn
      }
    }
    total {
      figures {
        measure
        value
        numerator
        denominator
        low
        high
      }
    }
    before {
      figures {
        measure
        value
      }
    }
  }
`

/** The headlines of a period beside those of another one; each opens its clients. */
export function CockpitCards({ asked }: { asked: Asked }) {
  const { t } = useLingui()
  const told = useLazyLoadQuery<CockpitCardsQuery>(query, asked, { fetchPolicy: 'store-and-network' })
  const { raised, growth, portrait, again, churn } = told
  return (
    <Section title={t`At a glance`} actions={<KpiBook />}>
      <Figures>
        <Card answer={raised} measure="gross" />
        <Card answer={raised} measure="net" />
        <Card answer={portrait} measure="aum" />
        <Card answer={portrait} measure="clients" />
        <Card answer={growth} measure="new" />
        <Card answer={growth} measure="lost" />
        <Card answer={growth} measure="net" />
        <Card answer={churn} measure="rate" />
        <Card answer={again} measure="reinvested" />
        <Card answer={again} measure="additional" />
      </Figures>
      <p className={css.note}>
        {raised.whole ? t`Of the whole firm,` : t`Of the clients you reach,`} {t`straight from the ledger:`}{' '}
        <Moment at={raised.at} />
      </p>
    </Section>
  )
}

function Card({ answer, measure }: { answer: CockpitCards_answer$key; measure: string }) {
  const { t, i18n } = useLingui()
  const setSearch = useSetSearch()
  const { kpi, total, before } = useFragment(fragment, answer)
  const chinese = i18n.locale === 'zh-CN'
  const entry = kpi.measures.find(({ key }) => key === measure)
  const told = total.figures.find((each) => each.measure === measure)
  const value = told?.value ?? null
  const ratio = entry?.unit === 'ratio'
  const hidden = value === null && told?.numerator == null
  const low = percent(told?.low, i18n.locale)
  const high = percent(told?.high, i18n.locale)
  const number = (text: string | null | undefined) => count(Number(text ?? 0), i18n.locale)
  const earlier = numberOf(before?.figures, measure)
  const change = before ? { change: changeOf(value, earlier) } : {}
  const id = kpi.definition.id
  return (
    <Figure
      title={(chinese ? entry?.zh : entry?.en) ?? measure}
      value={value}
      unit={ratio ? 'percent' : entry?.unit === 'money' ? 'money' : 'count'}
      meaning={chinese ? kpi.zh : kpi.en}
      {...(ratio ? {} : change)}
      onOpen={() => setSearch({ behind: `${id}:${measure}` }, { push: true })}
    >
      {hidden && <span>{t`too few to be told`}</span>}
      {ratio && told?.numerator != null && (
        <span>
          {t`${number(told.numerator)} ${chinese ? entry.partZh : entry.partEn} of ${number(told.denominator)} ${chinese ? entry.ofZh : entry.ofEn}`}
        </span>
      )}
      {told?.low != null && <span>{t`with so few, between ${low} and ${high}`}</span>}
    </Figure>
  )
}
