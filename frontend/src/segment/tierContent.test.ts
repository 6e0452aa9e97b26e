import { expect, test } from 'vitest'
import { contentOf, differencesOf, freshKey, type TierContent, typed, weightsSum } from './tierContent'

const steps = [{ from: '0', points: 0 }]
const model: TierContent = {
  basis: 'own',
  hysteresis: '5',
  upward: false,
  tiers: [
    {
      key: 'hnw',
      zh: '高净值',
      en: 'HNW',
      hue: 'blue',
      bound: { amount: '3000000.00', inclusive: true },
      scoreFrom: null,
    },
    { key: 'mass', zh: '大众', en: 'Mass', hue: 'grey', bound: null, scoreFrom: null },
  ],
  weights: { aum: 50, potential: 20, relationship: 15, behaviour: 15 },
  points: {
    aum: steps,
    age: steps,
    occupation: { words: [], other: 50 },
    family: { head: 80, member: 60 },
    company: { industries: { trade: 60 }, other: 50 },
    relationship: { ordinary: 30 },
    frequency: { months: 12, steps },
    risk: { R1: 20 },
  },
}

test('a difference names its place, and a tier by its key wherever it stands', () => {
  const other = contentOf(model)
  const [hnw] = other.tiers
  if (hnw?.bound) hnw.bound.amount = '5000000.00'
  other.tiers.unshift({ key: 'tier_1', zh: '超', en: 'U', hue: 'violet', bound: null, scoreFrom: 90 })
  other.points.aum = [...steps, { from: '1000', points: 10 }]
  expect(differencesOf(model, other)).toEqual([
    { path: 'tiers.tier_1.zh', before: null, after: '超' },
    { path: 'tiers.tier_1.en', before: null, after: 'U' },
    { path: 'tiers.tier_1.hue', before: null, after: 'violet' },
    { path: 'tiers.tier_1.scoreFrom', before: null, after: '90' },
    { path: 'tiers.hnw.bound.amount', before: '3000000.00', after: '5000000.00' },
    { path: 'points.aum.1000', before: null, after: '10' },
  ])
  expect(differencesOf(model, contentOf(model))).toEqual([])
})

test('what is typed is a number where it is one, and weights add up only then', () => {
  expect([typed('15'), typed('x'), typed('')]).toEqual([15, 'x', ''])
  expect(weightsSum(model.weights)).toBe(100)
  expect(weightsSum({ aum: 'x', potential: 5 })).toBeNull()
  expect(freshKey(model.tiers)).toBe('tier_1')
})
