import { describe, expect, test } from 'vitest'
import { decimal, moneyFull, moneyInUnit, moneyShort, parseMoney, percent } from './money'

describe('moneyShort', () => {
  test('counts in 万 and 亿 in Chinese, always with two digits', () => {
    expect(moneyShort('30225600', 'zh-CN')).toBe('¥3022.56万')
    expect(moneyShort('21058000.00', 'zh-CN')).toBe('¥2105.80万')
    expect(moneyShort('399000000000', 'zh-CN')).toBe('¥3990.00亿')
  })
  test('counts in K, M and B in English', () => {
    expect(moneyShort('30225600', 'en')).toBe('¥30.23M')
    expect(moneyShort('3990000000', 'en')).toBe('¥3.99B')
  })
  test('nothing is a dash, zero is 0', () => {
    expect(moneyShort(null, 'en')).toBe('—')
    expect(moneyShort('0.00', 'zh-CN')).toBe('0')
  })
})

test('moneyFull loses no digit of amounts that a float would round', () => {
  expect(moneyFull('12345678901234567.89', 'en')).toBe('¥12,345,678,901,234,567.89')
})

test('decimal and percent are exact', () => {
  expect(decimal('1.23456789', 'en', 4)).toBe('1.2346')
  expect(percent('0.7', 'en')).toBe('70%')
})

describe('parseMoney', () => {
  test.each([
    ['300万', '3000000'],
    ['3.5亿', '350000000'],
    ['1.2万亿', '1200000000000'],
    ['3m', '3000000'],
    ['￥500k', '500000'],
    ['3,000,000.50', '3000000.5'],
    ['0.01', '0.01'],
  ])('%s is %s yuan', (typed, yuan) => expect(parseMoney(typed)).toBe(yuan))
  test.each(['', 'abc', '1.2.3', '-5', '1.234'])('%s is no amount', (typed) => expect(parseMoney(typed)).toBeNull())
  test('moves the point without rounding, for every count of digits', () => {
    for (let digits = 1; digits <= 12; digits++) {
      const whole = '9'.repeat(digits)
      expect(parseMoney(`${whole}.1234万`)).toBe(`${whole}1234`)
    }
  })
})

describe('moneyInUnit', () => {
  test('counts in 万元 in Chinese and millions in English, aligned', () => {
    expect(moneyInUnit('30225600', 'zh-CN')).toBe('3,022.56')
    expect(moneyInUnit('399000000000', 'zh-CN')).toBe('39,900,000.00')
    expect(moneyInUnit('30225600.00', 'en')).toBe('30.23')
    expect(moneyInUnit('-1500', 'zh-CN')).toBe('-0.15')
  })
  test('small amounts do not become nothing, nothing is a dash, zero is 0', () => {
    expect(moneyInUnit('100', 'zh-CN')).toBe('0.01')
    expect(moneyInUnit('0.00', 'en')).toBe('0')
    expect(moneyInUnit(null, 'en')).toBe('—')
  })
})
