import { decimal, EMPTY, moneyFull, moneyShort, percent } from './money'

/** What a figure counts: yuan, whole things, a ratio, days, a plain number of two digits, a NAV of four. */
export type Unit = 'money' | 'count' | 'percent' | 'days' | 'number' | 'nav'

/** A figure as a person reads it at a glance: ¥3022.56万, 1,284, 70.5%, 12 天. `value` is exact decimal text. */
export function figure(value: string | null | undefined, unit: Unit, locale: string): string {
  if (value == null) return EMPTY
  switch (unit) {
    case 'money':
      return moneyShort(value, locale)
    case 'count':
      return decimal(value, locale, 0)
    case 'percent':
      return percent(value, locale)
    case 'days':
      return locale === 'zh-CN' ? `${decimal(value, locale, 0)} 天` : `${decimal(value, locale, 0)} d`
    case 'number':
      return decimal(value, locale, 2)
    case 'nav':
      return decimal(value, locale, 4)
  }
}

/** The same with every digit, for hovering and for tables. */
export const exactFigure = (value: string | null | undefined, unit: Unit, locale: string): string =>
  unit === 'money' ? moneyFull(value, locale) : figure(value, unit, locale)

/** A short label for an axis: digits are cut where they only repeat zeros. */
export function axisFigure(value: number, unit: Unit, locale: string): string {
  if (unit === 'percent') return new Intl.NumberFormat(locale, { style: 'percent' }).format(value)
  return new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}
