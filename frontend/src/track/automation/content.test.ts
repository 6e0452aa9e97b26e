import { describe, expect, test } from 'vitest'
import { emptyStep, everyStep, inserted, movedTo, placeOf, problemsOf, removed, type Step, stepped } from './content'

const stop = (id: string): Step => ({ id, kind: 'stop' })
const steps: Step[] = [
  stop('a'),
  { id: 'fork', kind: 'branch', condition: { all: [] }, then: [stop('b')], else: [] },
  stop('c'),
]
const ids = (list: readonly Step[]) => everyStep(list).map(({ id }) => id)

describe('steps of an automation', () => {
  test('have a place, also within branches', () => {
    expect(placeOf(steps, 'b')).toBe('1.then.0')
    expect(placeOf(steps, 'nobody')).toBeNull()
  })
  test('are put in, and taken out, wherever they stand', () => {
    expect(placeOf(inserted(steps, '1.else.0', stop('d')), 'd')).toBe('1.else.0')
    expect(ids(removed(steps, 'b'))).toEqual(['a', 'fork', 'c'])
    expect(ids(removed(steps, 'fork'))).toEqual(['a', 'c'])
  })
  test('are moved to where one points, never into themselves', () => {
    expect(ids(movedTo(steps, 'c', '0'))).toEqual(['c', 'a', 'fork', 'b'])
    expect(placeOf(movedTo(steps, 'a', '1.then.1'), 'a')).toBe('0.then.1')
    expect(movedTo(steps, 'fork', '1.then.0')).toEqual(steps)
  })
  test('go into a branch and out of it step by step, and no further than the ends', () => {
    let now: Step[] | null = steps
    const seen: (string | null)[] = []
    while (now) {
      seen.push(placeOf(now, 'a'))
      now = stepped(now, 'a', 1)
    }
    expect(seen).toEqual(['0', '0.then.0', '0.then.1', '0.else.0', '1', '2'])
    expect(stepped(steps, 'a', -1)).toBeNull()
    expect(placeOf(stepped(steps, 'c', -1) ?? [], 'c')).toBe('1.else.0')
  })
  test('have keys of their own', () => {
    const first = emptyStep('wait', steps)
    expect(first).toEqual({ id: 'wait_1', kind: 'wait', days: 1 })
    expect(emptyStep('wait', [...steps, first]).id).toBe('wait_2')
  })
  test('are told their own problems, not those of steps within them', () => {
    const told = [
      { path: 'steps.1.condition', message: '' },
      { path: 'steps.1.then.0.tag', message: '' },
      { path: 'steps.fork.condition', message: '' },
    ]
    expect(problemsOf(told, steps, steps[1] as Step)).toHaveLength(2)
    expect(problemsOf(told, steps, stop('b'))).toHaveLength(1)
  })
})
