import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useUndo } from './useUndo'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

function begun() {
  const { result } = renderHook(() => useUndo(() => 'a'))
  const set = (value: string, later = 1000) => {
    vi.advanceTimersByTime(later)
    act(() => result.current.set(value))
  }
  const type = (value: string, later: number) => {
    vi.advanceTimersByTime(later)
    act(() => result.current.type(value))
  }
  return { result, set, type }
}

test('changes are taken back and done again, step by step', () => {
  const { result, set } = begun()
  expect([result.current.undo, result.current.redo]).toEqual([null, null])
  set('b')
  set('c')
  act(() => result.current.undo?.())
  act(() => result.current.undo?.())
  expect([result.current.value, result.current.undo]).toEqual(['a', null])
  act(() => result.current.redo?.())
  expect(result.current.value).toBe('b')
})

test('letters typed one after the other are one step, and a change forgets what was undone', () => {
  const { result, set, type } = begun()
  type('ab', 1000)
  type('abc', 50)
  type('abcd', 50)
  act(() => result.current.undo?.())
  expect(result.current.value).toBe('a')
  set('x')
  expect(result.current.redo).toBeNull()
  act(() => result.current.reset('z'))
  expect([result.current.value, result.current.undo]).toEqual(['z', null])
})
