import { describe, expect, it } from 'vitest'
import { answered, chosen, isFree, turned } from './suitabilityContent'

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
