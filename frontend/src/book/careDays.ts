/** Days of the year as the server keeps them: "1956-08-15", "--08-15" without a year, "1956-L06-15" in a leap month. */
export type DayParts = { year: string; month: string; day: string; leap: boolean }

export const LUNAR_MONTHS = '正二三四五六七八九十冬腊'.split('').map((each) => `${each}月`)
const DIGITS = '一二三四五六七八九十'.split('')
export const LUNAR_DAYS = ['初', '十', '廿'].flatMap((ten, n) =>
  DIGITS.map((digit, m) => (m < 9 ? `${ten}${digit}` : (['初十', '二十', '三十'][n] ?? ''))),
)

/** The parts of a kept day; all empty for what is none. */
export function partsOf(text: string): DayParts {
  const found = /^(\d{4}|-)-(L?)(\d{2})-(\d{2})$/.exec(text)
  if (!found) return { year: '', month: '', day: '', leap: false }
  const [, year = '', leap = '', month = '', day = ''] = found
  return { year: year === '-' ? '' : year, month, day, leap: leap === 'L' }
}

/** A day as the server takes it; null while it is not whole. */
export function dayText({ year, month, day, leap }: DayParts, lunar: boolean): string | null {
  if (!month || !day || (year !== '' && year.length !== 4)) return null
  return `${year || '-'}-${lunar && leap ? 'L' : ''}${month}-${day}`
}
