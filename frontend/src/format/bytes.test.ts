import { expect, test } from 'vitest'
import { bytes } from './bytes'

test.each([
  [1, '1 byte'],
  [1023, '1,023 bytes'],
  [1024, '1 kB'],
  [655_360, '640 kB'],
  [20 * 1024 ** 2, '20 MB'],
  [2.4 * 1024 ** 2, '2.4 MB'],
])('a size of %i bytes is told as %s', (size, told) => {
  expect(bytes(size, 'en')).toBe(told)
})
