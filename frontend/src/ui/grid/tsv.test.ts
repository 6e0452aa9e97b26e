import { describe, expect, test } from 'vitest'
import { readTsv, writeHtml, writeTsv } from './tsv'

describe('cells from a spreadsheet', () => {
  test.each([
    ['one', [['one']]],
    [
      'a\tb\r\nc\td\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a\t\n\tb',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a\rb', [['a'], ['b']]],
    ['"two\nlines"\tx\n', [['two\nlines', 'x']]],
    ['"she said ""no"""\n', [['she said "no"']]],
    ['5" pipe\tx', [['5" pipe', 'x']]],
    ['"not closed\tx', [['"not closed', 'x']]],
    ['"a"b\tx', [['"a"b', 'x']]],
    ['', [['']]],
    ['a\n\nb', [['a'], [''], ['b']]],
  ])('%j', (text, rows) => expect(readTsv(text)).toEqual(rows))

  test('whatever is written is read back the same', () => {
    const pieces = ['', 'x', '\t', '\n', '\r\n', '"', '""', '=1+1', '-5', "'", '@me', '+86', '中文', ' ', '\r']
    let seed = 7
    const next = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % below
    }
    for (let round = 0; round < 400; round++) {
      const cell = () => Array.from({ length: next(5) }, () => pieces[next(pieces.length)]).join('')
      const width = 1 + next(4)
      // A last row of one empty cell cannot be told from a final line end, in any spreadsheet.
      const rows = Array.from({ length: 1 + next(4) }, () => Array.from({ length: width }, cell))
      if (width === 1) rows.push(['end'])
      expect(readTsv(writeTsv(rows))).toEqual(rows)
    }
  })
  test('a text that a spreadsheet would run as a formula stays a text, numbers stay numbers', () => {
    expect(writeTsv([['=HYPERLINK("x")', '-12.5', '+86', '@SUM(1)']])).toBe(
      '"\'=HYPERLINK(""x"")"\t-12.5\t+86\t\'@SUM(1)',
    )
  })
  test('in HTML long digits are marked as text and markup is escaped', () => {
    const html = writeHtml([['6222020000000000123', '12.50', '<b>&']], [false, true, false])
    expect(html).toContain(`<td style="mso-number-format:'\\@'">6222020000000000123</td>`)
    expect(html).toContain('<td>12.50</td>')
    expect(html).toContain('&lt;b>&amp;')
  })
})
