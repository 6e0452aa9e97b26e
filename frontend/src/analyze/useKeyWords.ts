import { useLingui } from '@lingui/react/macro'
import type { KpiDimension } from '../__generated__/CockpitPortraitQuery.graphql'
import { useTiers } from '../book/useTiers'
import { useFields } from '../viewer/useFields'

type Row = {
  readonly key: string
  readonly user?: { readonly name: string | null | undefined } | null | undefined
  readonly team?: { readonly name: string | null | undefined } | null | undefined
}
const FIELDS: Partial<Record<KpiDimension, string>> = {
  INDUSTRY: 'industry',
  KIND: 'kind',
  GENDER: 'gender',
  RISK_LEVEL: 'riskLevel',
  PROVINCE: 'province',
}
/** Dimensions whose keys have an order of their own. */
const IN_ORDER: ReadonlySet<KpiDimension> = new Set(['TIER', 'AGE', 'TENURE', 'RISK_LEVEL'])

/** What the dimensions of figures and their keys are called, and in which order keys stand. */
export function useKeyWords() {
  const { t } = useLingui()
  const tiers = useTiers()
  const { label, option } = useFields()
  const titles: Partial<Record<KpiDimension, string>> = {
    TIER: t`Tier`,
    AGE: t`Age`,
    PROVINCE: t`Region`,
    INDUSTRY: label('industry'),
    GENDER: label('gender'),
    KIND: label('kind'),
    RISK_LEVEL: label('riskLevel'),
    SOURCE: label('source'),
    TENURE: t`Years as a client`,
    TEAM: t`Team`,
    PERSON: t`Manager`,
  }
  const word = (by: KpiDimension, { key, user, team }: Row): string => {
    if (key === '-') return by === 'TIER' ? t`No tier` : t`not known`
    if (by === 'AGE') return key === '70-' ? t`70 and older` : key
    if (by === 'TENURE') return key === '5-' ? t`5 years and more` : t`${key} years`
    const field = FIELDS[by]
    return user?.name ?? team?.name ?? (by === 'TIER' ? tiers.word(key) : field ? option(field, key) : key)
  }
  const rank = (by: KpiDimension, key: string): number | string =>
    by === 'TIER' ? tiers.tiers.findIndex((each) => each.key === key) : key
  return {
    items: (dimensions: readonly KpiDimension[]) =>
      dimensions.map((value) => ({ value, label: titles[value] ?? value })),
    title: (by: KpiDimension) => titles[by] ?? by,
    word,
    /** The rows as the server has them, or in the order of their keys; the unknown last. */
    ordered: <Each extends Row>(by: KpiDimension, rows: readonly Each[]): Each[] => {
      const known = rows.filter(({ key }) => key !== '-')
      const told = IN_ORDER.has(by)
        ? known.toSorted((one, two) => (rank(by, one.key) < rank(by, two.key) ? -1 : 1))
        : known
      return [...told, ...rows.filter(({ key }) => key === '-')]
    },
  }
}
