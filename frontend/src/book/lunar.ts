import { FIRST_DAY, FIRST_YEAR, YEARS } from './lunarYears'

/** A day of the Chinese calendar; without a year where it is not known. */
export type LunarDay = { year: number | null; month: number; day: number; leap: boolean }

const TEXT = /^(\d{4}|-)-(L?)(\d{2})-(\d{2})$/
const DAY = 86_400_000
const MONTHS = '正二三四五六七八九十冬腊'
const DIGITS = '〇一二三四五六七八九'
const FIVE = 5

/** The day of a kept text (`1956-L06-15`, `--08-15`); null for what is none. */
export function readLunar(text: string): LunarDay | null {
  const found = TEXT.exec(text)
  if (!found) return null
  const [, year, leap, month, day] = found
  return { year: year === '-' ? null : Number(year), month: Number(month), day: Number(day), leap: leap === 'L' }
}

/** The text under which a day is kept. */
export const writeLunar = ({ year, month, day, leap }: LunarDay): string =>
  `${year ?? '-'}-${leap ? 'L' : ''}${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

export type LunarYear = { first: number; leap: number; lengths: readonly number[] }

/** The known years: first day (milliseconds, UTC), leap month, days of each month in order. */
export const lunarYears: ReadonlyMap<number, LunarYear> = (() => {
  const made = new Map<number, LunarYear>()
  let first = Date.parse(FIRST_DAY)
  for (let at = 0; at < YEARS.length; at += FIVE) {
    const code = Number.parseInt(YEARS.slice(at, at + FIVE), 16)
    const leap = code & 15
    const bits = (code >> 4).toString(2).padStart(13, '0')
    const lengths = [...bits.slice(0, leap ? 13 : 12)].map((bit) => 29 + Number(bit))
    made.set(FIRST_YEAR + at / FIVE, { first, leap, lengths })
    first += lengths.reduce((sum, days) => sum + days, 0) * DAY
  }
  return made
})()

/**
 * The day on which it comes round next, today among them, ISO; null behind the last known year. As on the server: one in
 * a leap month is kept in the ordinary month where there is none, one on the 30th of a short month on its last day.
 */
export function nextLunar(day: LunarDay, today: string): string | null {
  const from = Date.parse(today)
  const thisYear = Number(today.slice(0, 4))
  for (let year = thisYear - 1; year < thisYear + 3; year++) {
    const of = lunarYears.get(year)
    if (!of) continue
    const isLeap = day.leap && of.leap === day.month
    const place = day.month - 1 + (isLeap || (of.leap > 0 && of.leap < day.month) ? 1 : 0)
    const before = of.lengths.slice(0, place).reduce((sum, days) => sum + days, 0)
    const on = of.first + (before + Math.min(day.day, of.lengths[place] ?? 29) - 1) * DAY
    if (on >= from) return new Date(on).toISOString().slice(0, 10)
  }
  return null
}

/** 初一 to 三十. */
export function lunarDayWord(day: number): string {
  if (day % 10 === 0) return ['初十', '二十', '三十'][day / 10 - 1] ?? ''
  return '初十廿'.charAt(Math.floor(day / 10)) + DIGITS.charAt(day % 10)
}

/** 正月 to 腊月. */
export const lunarMonthWord = (month: number): string => `${MONTHS.charAt(month - 1)}月`

/** 农历一九五六年闰六月十五; in English the year, month and day by number. */
export function lunarWords(day: LunarDay, locale: string): string {
  if (locale !== 'zh-CN') {
    const month = `${day.leap ? 'leap ' : ''}month ${day.month}`
    return `lunar ${day.year ? `${day.year}, ` : ''}${month}, day ${day.day}`
  }
  const year = day.year ? `${[...String(day.year)].map((digit) => DIGITS.charAt(Number(digit))).join('')}年` : ''
  return `农历${year}${day.leap ? '闰' : ''}${lunarMonthWord(day.month)}${lunarDayWord(day.day)}`
}
