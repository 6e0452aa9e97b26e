import { describe, expect, it } from 'vitest'
import { answered, type Content, chosen, differences, isFree, turned } from './suitabilityContent'

const one = { key: 'age', kind: 'one' as const }
const many = { key: 'products', kind: 'many' as const }

describe('answers', () => {
  it('replaces the answer of one, and takes one of many back', () => {
    expect(chosen({ age: ['a'] }, one, 'b')).toEqual({ age: ['b'] })
    expect(chosen({ products: ['a'] }, many, 'b')).toEqual({ products: ['a', 'b'] })
    expect(chosen({ products: ['a', 'b'] }, many, 'a')).toEqual({ products: ['b'] })
  })
  it('counts questions that have one', () => {
    expect(answered([one, many], { age: ['a'], products: [] })).toBe(1)
  })
})

describe('the grid', () => {
  it('leaves a choice above the level alone', () => {
    expect([isFree('C2', 'R2'), isFree('C2', 'R3'), isFree('lowest', 'R3'), isFree('professional', 'R5')]).toEqual([
      false,
      true,
      false,
      false,
    ])
  })
  it('goes through the results', () => {
    expect(turned({ C2: { R3: 'insist' } }, 'C2', 'R3')).toEqual({ C2: { R3: 'refused' } })
  })
})

describe('differences', () => {
  it('names a question by its key, wherever it stands', () => {
    const question = (key: string, zh: string) => ({ key, kind: 'one', zh, en: zh, most: null, answers: [] })
    const of = (...questions: unknown[]) =>
      ({ questionnaire: { months: 12, questions }, grid: {}, investors: 200 }) as unknown as Content
    const found = differences(of(question('a', '甲'), question('b', '乙')), of(question('b', '乙新')))
    expect(found).toEqual([
      { at: 'questionnaire · questions · a', from: '甲', to: '—' },
      { at: 'questionnaire · questions · b · zh', from: '乙', to: '乙新' },
      { at: 'questionnaire · questions · b · en', from: '乙', to: '乙新' },
    ])
  })
})
