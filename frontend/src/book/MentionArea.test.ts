import { expect, test } from 'vitest'
import { namedIn, typedName } from './MentionArea'

test('a name is being typed after the last at sign', () => {
  expect(typedName('请 @zh')).toBe('zh')
  expect(typedName('请 @')).toBe('')
  expect(typedName('请 @张伟 看')).toBe(null)
  expect(typedName('没有')).toBe(null)
})

test('only who is still named is told', () => {
  const named = [
    { id: 'user_1', name: '张伟' },
    { id: 'user_2', name: '李娜' },
  ]
  expect(namedIn('请 @张伟 看', named)).toEqual(['user_1'])
})
