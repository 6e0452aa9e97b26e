import { expect, test } from 'vitest'
import { csvOf } from './reportFiles'

test('a file for spreadsheets has every digit, says few, and holds no formula', () => {
  const cell = (value: string | null, few = false) => ({ few, value, before: null })
  const text = csvOf(
    {
      rows: ['=1+1', '甲, "乙"', '合计'],
      columns: ['合计'],
      measures: [{ name: '毛额', unit: 'money' }],
      cells: [[[cell('-1.50')]], [[cell(null, true)]], [[cell(null)]]],
    },
    '少量',
  )
  expect(text.split('\r\n')).toEqual([',毛额', "'=1+1,-1.50", '"甲, ""乙""",少量', '合计,'])
})
