import { describe, expect, test } from 'vitest'
import { type EditedStage, emptyCriterion, emptyStage, emptyTask } from '../templateContent'
import { boxesOf, columnsIn, dropped, GAP, HEAD, ROW, spotOf, stageAt, WIDTH } from './layout'
import { itemMoved, itemRemoved, stepped } from './places'

function stage(key: string, tasks: readonly string[], criteria: readonly string[] = []): EditedStage {
  return {
    ...emptyStage([]),
    key,
    tasks: tasks.map((name) => ({ ...emptyTask([]), key: name })),
    criteria: criteria.map((name) => ({ ...emptyCriterion([]), key: name })),
  }
}
const stages = [
  stage('lead', ['call', 'check', 'note'], ['source']),
  stage('talk', ['call', 'minute']),
  stage('sign', []),
]
const keysOf = (all: readonly EditedStage[]) => all.map(({ tasks }) => tasks.map(({ key }) => key).join(' '))

describe('items of a template', () => {
  test.each([
    ['down within its stage', { stage: 0, at: 0 }, { stage: 0, at: 2 }, ['check note call', 'call minute', '']],
    ['up within its stage', { stage: 0, at: 2 }, { stage: 0, at: 0 }, ['note call check', 'call minute', '']],
    ['into another stage', { stage: 0, at: 1 }, { stage: 1, at: 1 }, ['call note', 'call check minute', '']],
    ['behind its end', { stage: 0, at: 1 }, { stage: 2, at: 9 }, ['call note', 'call minute', 'check']],
    [
      'under a fresh key where its own is taken',
      { stage: 0, at: 0 },
      { stage: 1, at: 0 },
      ['check note', 'task_1 call minute', ''],
    ],
    ['nowhere', { stage: 0, at: 0 }, { stage: 7, at: 0 }, ['call check note', 'call minute', '']],
  ])('move %s', (_, from, to, expected) => {
    expect(keysOf(itemMoved(stages, { ...from, part: 'tasks' }, to))).toEqual(expected)
  })

  test('go, and others of their kind stay', () => {
    const [lead] = itemRemoved(stages, { stage: 0, part: 'criteria', at: 0 })
    expect([lead?.criteria.length, lead?.tasks.length]).toEqual([0, 3])
  })

  test.each([
    ['ArrowDown', 2, null],
    ['ArrowDown', 1, { stage: 0, at: 2 }],
    ['ArrowUp', 0, null],
    ['ArrowRight', 0, { stage: 1, at: 2 }],
    ['ArrowLeft', 0, null],
  ])('%s from place %i', (key, at, expected) => {
    expect(stepped(stages, { stage: 0, part: 'tasks', at }, key)).toEqual(expected)
  })
})

describe('the drawing', () => {
  test('has as many stages in a row as fit, and at least one', () => {
    expect([0, WIDTH, 2 * WIDTH + GAP, 1100].map(columnsIn)).toEqual([1, 1, 2, 3])
  })

  test('gives each row the height of its highest stage and lets none lie on another', () => {
    const boxes = boxesOf(stages, 2)
    expect(boxes[0]?.height).toBe(boxes[1]?.height)
    expect(boxes[2]).toMatchObject({ x: 0, y: (boxes[0]?.height ?? 0) + GAP })
  })

  test('an item dropped where it stands keeps its place; elsewhere it gets the one below the pointer', () => {
    const boxes = boxesOf(stages, 3)
    for (const [stage, each] of stages.entries())
      for (const part of ['tasks', 'criteria'] as const)
        for (const at of each[part].keys()) {
          const spot = spotOf(each, part, at)
          const point = { x: (boxes[stage]?.x ?? 0) + spot.x + WIDTH / 2, y: (boxes[stage]?.y ?? 0) + spot.y + ROW / 2 }
          expect(dropped(stages, boxes, { stage, part, at }, point)).toEqual({ stage, at })
        }
    const from = { stage: 0, part: 'tasks', at: 0 } as const
    const inTalk = (row: number) => ({ x: (boxes[1]?.x ?? 0) + 20, y: HEAD + row * ROW + ROW / 2 })
    expect(dropped(stages, boxes, from, inTalk(1))).toEqual({ stage: 1, at: 1 })
    expect(dropped(stages, boxes, from, inTalk(3))).toEqual({ stage: 1, at: 2 })
    expect(dropped(stages, boxes, from, { x: -500, y: 0 })).toBeNull()
  })

  test('a stage dropped near another takes its place', () => {
    const boxes = boxesOf(stages, 2)
    expect(stageAt(boxes, { x: WIDTH * 1.6, y: 30 })).toBe(1)
    expect(stageAt(boxes, { x: 40, y: (boxes[2]?.y ?? 0) + 20 })).toBe(2)
  })
})
