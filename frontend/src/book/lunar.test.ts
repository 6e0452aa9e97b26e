import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { lunarWords, lunarYears, nextLunar, readLunar, writeLunar } from './lunar'

const file = readFileSync('../backend/systemize/data/lunar_years_1900_2099.csv', 'utf8')

describe('the Chinese calendar', () => {
  it('has the years of the server', () => {
    const rows = file.trim().split('\n').slice(1)
    expect(rows).toHaveLength(lunarYears.size)
    for (const row of rows) {
      const [year = '', first = '', leap = '', long = ''] = row.trim().split(',')
      const of = lunarYears.get(Number(year))
      expect(of && new Date(of.first).toISOString().slice(0, 10)).toBe(first)
      expect(of?.leap).toBe(Number(leap))
      expect(of?.lengths.map((days) => days - 29).join('')).toBe(long)
    }
  })
  it.each(['1956-08-15', '--08-15', '1987-L06-10'])('reads and writes %s', (text) => {
    const day = readLunar(text)
    expect(day && writeLunar(day)).toBe(text)
  })
  it.each([
    ['--01-01', '2026-01-01', '2026-02-17'],
    ['1956-08-15', '2026-09-26', '2027-09-15'],
    ['1956-08-15', '2026-09-25', '2026-09-25'],
    ['1987-L06-10', '2026-01-01', '2026-07-23'],
  ])('says when %s comes round after %s', (text, today, next) => {
    const day = readLunar(text)
    expect(day && nextLunar(day, today)).toBe(next)
  })
  it('says it in words', () => {
    expect(lunarWords({ year: null, month: 6, day: 15, leap: false }, 'zh-CN')).toBe('农历六月十五')
    expect(lunarWords({ year: 1987, month: 6, day: 20, leap: true }, 'zh-CN')).toBe('农历一九八七年闰六月二十')
    expect(readLunar('soon')).toBeNull()
  })
})
