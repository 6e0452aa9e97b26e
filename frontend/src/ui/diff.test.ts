import { expect, test } from 'vitest'
import { diffOf } from './diff'

const marked = (before: string, after: string) =>
  diffOf(before, after)
    .map(({ is, text }) => (is === 'same' ? text : is === 'added' ? `+${text}+` : `-${text}-`))
    .join('')

test.each([
  ['the quick fox', 'the slow fox', 'the -quick-+slow+ fox'],
  ['偏好稳健型产品', '偏好积极型产品', '偏好-稳健-+积极+型产品'],
  ['', 'new', '+new+'],
  ['old', '', '-old-'],
  ['same', 'same', 'same'],
  ['a b', 'a b c', 'a b+ c+'],
])('%j to %j', (before, after, shown) => expect(marked(before, after)).toBe(shown))
test('both texts can be read out of the pieces, whatever they are', () => {
  const words = ['客户', ' ', 'C4', '，', 'a', '\n', '300.00万']
  for (let n = 0; n < 60; n++) {
    const text = (salt: number) => Array.from({ length: (n * salt) % 13 }, (_, k) => words[(k * salt + n) % 7]).join('')
    const [before, after] = [text(3), text(5)]
    const pieces = diffOf(before, after)
    const without = (kind: string) => pieces.filter(({ is }) => is !== kind).map(({ text: own }) => own)
    expect(without('added').join('')).toBe(before)
    expect(without('removed').join('')).toBe(after)
  }
})
test('very long texts are not compared word by word', () => {
  const long = 'x '.repeat(5_000)
  expect(diffOf(long, `${long}y`)).toHaveLength(2)
})
