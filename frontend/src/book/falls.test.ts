import { expect, test } from 'vitest'
import { percentDown, thresholdLines } from './falls'

test('falls are cut, not rounded', () => {
  expect(['0.1', '0.1001', '0.10009999', '0.25', '1', '0.00005'].map(percentDown)).toEqual([
    '-10.00%',
    '-10.01%',
    '-10.00%',
    '-25.00%',
    '-100.00%',
    '-0.00%',
  ])
})

test('thresholds follow the running high', () => {
  expect(thresholdLines(['1', '1.2', '0.9'], ['0.1', '0.2'])).toEqual([
    ['0.900000', '1.080000', '1.080000'],
    ['0.800000', '0.960000', '0.960000'],
  ])
})
