import { describe, expect, it } from 'vitest'
import { dayText, LUNAR_DAYS, partsOf } from './careDays'

describe('days of the year', () => {
  it('are read and written alike', () => {
    for (const day of ['1956-08-15', '--08-15', '1956-L06-15', '--L06-01'])
      expect(dayText(partsOf(day), day.includes('L'))).toBe(day)
  })
  it('are none while a part is missing', () => {
    expect(dayText({ year: '195', month: '08', day: '15', leap: false }, false)).toBeNull()
    expect(dayText(partsOf('x'), false)).toBeNull()
  })
  it('leave the leap month to the lunar calendar', () => {
    expect(dayText({ year: '', month: '06', day: '15', leap: true }, false)).toBe('--06-15')
  })
  it('have thirty names', () => {
    expect(LUNAR_DAYS).toHaveLength(30)
    expect([LUNAR_DAYS[0], LUNAR_DAYS[9], LUNAR_DAYS[10], LUNAR_DAYS[19], LUNAR_DAYS[20], LUNAR_DAYS[29]]).toEqual([
      '初一',
      '初十',
      '十一',
      '二十',
      '廿一',
      '三十',
    ])
  })
})
