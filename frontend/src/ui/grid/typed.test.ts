import { describe, expect, test } from 'vitest'
import { type Kind, readTyped } from './typed'

const today = '2026-11-22'
const items = [
  { value: 'C1', label: 'C1 保守型' },
  { value: 'C4', label: 'C4 积极型' },
  { value: 'C5', label: 'C5 进取型' },
]
const read = (kind: Kind, text: string, required = false) => {
  const found = readTyped(text, { kind, items, required }, today)
  return found.ok ? found.value : `!${found.why}`
}

describe('what is typed or pasted into a cell', () => {
  test.each<[Kind, string, string]>([
    ['text', '  杭州 ', '杭州'],
    ['text', '', ''],
    ['text', '—', ''],
    ['long_text', ' two\nlines \n', ' two\nlines'],
    ['choice', 'C4', 'C4'],
    ['choice', 'c4 积极型', 'C4'],
    ['choice', 'Ｃ５', 'C5'],
    ['choice', 'C4 积', 'C4'],
    ['choice', 'C', '!no_choice'],
    ['choice', '积极', '!no_choice'],
    ['boolean', '是', 'yes'],
    ['boolean', '√', 'yes'],
    ['boolean', 'No', 'no'],
    ['boolean', 'perhaps', '!no_flag'],
    ['date', '11-30', '2026-11-30'],
    ['date', '2026-02-30', '!no_date'],
    ['money', '300万', '3000000'],
    ['money', 'viel', '!no_amount'],
  ])('%s %j is %j', (kind, text, value) => expect(read(kind, text)).toBe(value))
  test('nothing is refused where something is required', () => {
    expect(read('text', ' ', true)).toBe('!required')
    expect(read('choice', '—', true)).toBe('!required')
  })
})
