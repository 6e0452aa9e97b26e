const formats = new Map<string, Intl.NumberFormat>()

function formatOf(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(locale, options)
    formats.set(key, format)
  }
  return format
}

/** Intl takes decimal text exactly (no float in between); its type does not know plain strings. */
const exact = (text: string) => text as unknown as number

export const EMPTY = '—'

/** Full amount in CNY with two digits, e.g. "¥30,225,600.00"; an em dash for none. `amount` is exact decimal text. */
export function moneyFull(amount: string | null | undefined, locale: string): string {
  if (amount == null) return EMPTY
  const options = { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' } as const
  return formatOf(locale, { ...options, minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(exact(amount))
}

/** Short amount: "¥3022.56万" in Chinese, "¥30.23M" in English; always two digits so that columns align. */
export function moneyShort(amount: string | null | undefined, locale: string): string {
  if (amount == null) return EMPTY
  if (/^-?0*(\.0*)?$/.test(amount)) return '0'
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 }
  const currency = { style: 'currency', currency: 'CNY', currencyDisplay: 'narrowSymbol' } as const
  return formatOf(locale, { ...currency, ...digits, notation: 'compact' }).format(exact(amount))
}

/** Decimal text with its point moved to the left: ("30225600", 4) is "3022.5600". */
function shifted(amount: string, digits: number): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? []
  const padded = whole.padStart(digits + 1, '0')
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}${fraction}`
}

/** The unit of amounts in a column, said once in its header: ten thousands in Chinese, millions in English. */
export const moneyUnit = (locale: string): string => (locale === 'zh-CN' ? '万元' : 'CNY m')

/** An amount in the unit of `moneyUnit`, always with two digits so that a column aligns: "3,022.56", "30.23". */
export function moneyInUnit(amount: string | null | undefined, locale: string): string {
  if (amount == null) return EMPTY
  if (/^-?0*(\.0*)?$/.test(amount)) return '0'
  return decimal(shifted(amount, locale === 'zh-CN' ? 4 : 6), locale, 2)
}

/** A plain number with `digits` decimals, grouped. */
export function decimal(value: string | null | undefined, locale: string, digits: number): string {
  if (value == null) return EMPTY
  return formatOf(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(exact(value))
}

/** A ratio such as "0.7" as "70%". */
export function percent(ratio: string | null | undefined, locale: string): string {
  if (ratio == null) return EMPTY
  return formatOf(locale, { style: 'percent', maximumFractionDigits: 2 }).format(exact(ratio))
}

/** A count, grouped. */
export const count = (value: number, locale: string): string => formatOf(locale, {}).format(value)

/**
 * Money as typed by a person, as exact decimal text in yuan; null when it is not an amount.
 *
 * Takes "300万", "3.5亿", "3m", "3,000,000", "￥500k". The point is moved in the text, never by floating arithmetic.
 */
export function parseMoney(typed: string): string | null {
  const text = typed.normalize('NFKC').replace(/[\s,¥$元]/g, '')
  const match = /^(\d{1,15})(?:\.(\d{1,8}))?(万亿|亿|万|k|m|bn)?$/i.exec(text)
  if (!match) return null
  const [, whole = '', fraction = '', unit = ''] = match
  const shift = { 万亿: 12, 亿: 8, 万: 4, k: 3, m: 6, bn: 9 }[unit.toLowerCase()] ?? 0
  const digits = fraction.padEnd(shift, '0')
  const yuan = (whole + digits.slice(0, shift)).replace(/^0+(?=\d)/, '')
  const cents = digits.slice(shift).replace(/0+$/, '')
  if (cents.length > 2) return null
  return cents ? `${yuan}.${cents}` : yuan
}
