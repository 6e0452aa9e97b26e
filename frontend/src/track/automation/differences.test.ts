import { expect, test } from 'vitest'
import { differences } from './differences'

const before = {
  zh: '甲',
  trigger: { kind: 'event', event: 'tag.given' },
  steps: [{ id: 'a', kind: 'notify', to: ['owner'], text: 'x' }],
}

test('what two versions say otherwise is told place by place, steps by their ids', () => {
  const after = {
    ...before,
    trigger: { kind: 'event', event: 'tag.taken' },
    steps: [
      { id: 'fork', kind: 'branch', condition: { all: [] }, then: [{ ...before.steps[0], text: 'y' }], else: [] },
    ],
  }
  expect(differences(before, after)).toEqual([
    ['trigger.event', 'tag.given', 'tag.taken'],
    ['steps.fork', '', '1. branch'],
    ['steps.fork.condition', '', '{"all":[]}'],
    ['steps.a', '1. notify', 'fork.then 1. notify'],
    ['steps.a.text', 'x', 'y'],
  ])
})

test('the same content differs nowhere, and all of a first one is new', () => {
  expect(differences(before, structuredClone(before))).toEqual([])
  expect(differences({}, before).map(([path]) => path)).toContain('steps.a.to')
})
