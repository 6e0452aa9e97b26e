import { expect, it } from 'vitest'
import { contentDifferences } from './contentDifferences'

it('names a question by its key, wherever it stands', () => {
  const question = (key: string, zh: string) => ({ key, kind: 'one', zh, en: zh, most: null, answers: [] })
  const of = (...questions: unknown[]) => ({ questionnaire: { months: 12, questions }, grid: {}, investors: 200 })
  expect(contentDifferences(of(question('a', '甲'), question('b', '乙')), of(question('b', '乙新')))).toEqual([
    { label: 'questionnaire · questions · a', before: '甲', after: '—' },
    { label: 'questionnaire · questions · b · zh', before: '乙', after: '乙新' },
    { label: 'questionnaire · questions · b · en', before: '乙', after: '乙新' },
  ])
})

it('tells a word that comes first as one word more, not as all of them moved', () => {
  const word = (text: string, severity = 'refuse') => ({ word: text, severity, zh: '因', en: 'as', exceptions: [] })
  const before = { words: [word('保本'), word('稳赚')] }
  expect(contentDifferences(before, { words: [word('刚兑'), word('保本'), word('稳赚', 'warn')] })).toEqual([
    { label: 'words · 稳赚 · severity', before: 'refuse', after: 'warn' },
    { label: 'words · 刚兑', before: '—', after: '因' },
  ])
})
