import { expect, test } from 'vitest'
import { emptyField, emptyStep, kindOf, linesOf, optionsOf } from './approvalContent'

test('answers are lines in both languages, and those that stay keep their keys', () => {
  const before = [
    { key: 'yes', zh: '是', en: 'Yes' },
    { key: 'no', zh: '否', en: '否' },
  ]
  expect(linesOf(before)).toBe('是 / Yes\n否')
  expect(optionsOf('是的 / Yes\n\n否\n待定 / Later', before)).toEqual([
    { key: 'yes', zh: '是的', en: 'Yes' },
    { key: 'no', zh: '否', en: '否' },
    { key: 'option_1', zh: '待定', en: 'Later' },
  ])
})

test('what is added has a key of its own, and what is edited is not what was read', () => {
  const step = emptyStep([])
  expect(emptyStep([step]).key).toBe('step_2')
  expect(emptyField([]).key).toBe('field_1')
  const read = { steps: [step] }
  expect(kindOf(read).steps[0]).not.toBe(step)
})
