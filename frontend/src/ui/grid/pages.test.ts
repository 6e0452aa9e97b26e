import { expect, test, vi } from 'vitest'
import { Failure } from '../../relay/failure'
import { type Anchors, type Fetcher, PAGE, type PageOf, Pages } from './pages'

type Asked<Answer> = { next: (answer: Answer) => void; error: (failure: Failure) => void; stop: () => void }

/** A server whose answers the test gives one by one. */
function server(total: number, anchored = total) {
  const pages = new Map<string, Asked<PageOf<number>>>()
  let anchors: Asked<Anchors> | undefined
  const starts = Math.ceil(anchored / PAGE)
  const fetcher: Fetcher<number> = {
    anchors: () => (sink) => {
      const stop = vi.fn()
      anchors = { ...sink, stop }
      return stop
    },
    page: (after) => (sink) => {
      const stop = vi.fn()
      pages.set(after ?? '0', { ...sink, stop })
      return stop
    },
  }
  return {
    fetcher,
    asked: () => [...pages.keys()].map(Number),
    anchor: () =>
      anchors?.next({
        anchors: Array.from({ length: starts }, (_, n) => (n ? String(n * PAGE) : null)),
        total: Math.min(total, 10_000),
        more: total > 10_000,
      }),
    answer: (from: number) => {
      const to = Math.min(from + PAGE, total)
      const asked = pages.get(String(from))
      pages.delete(String(from))
      const rows = Array.from({ length: to - from }, (_, n) => from + n)
      asked?.next({ rows, end: String(to), hasNext: to < total })
    },
    refuse: (from: number) => {
      const asked = pages.get(String(from))
      pages.delete(String(from))
      asked?.error(new Failure('UNAVAILABLE', ''))
    },
  }
}

test('is ready when both its size and its first page are here', () => {
  const { fetcher, anchor, answer } = server(250)
  const pages = new Pages(fetcher, () => undefined)
  anchor()
  expect(pages.ready).toBe(false)
  answer(0)
  expect(pages.ready).toBe(true)
  expect([pages.total, pages.row(0), pages.row(99), pages.row(100)]).toEqual([250, 0, 99, undefined])
})
test('a jump asks for the page there, by its anchor', () => {
  const { fetcher, anchor, answer, asked } = server(9_900)
  const pages = new Pages(fetcher, () => undefined)
  anchor()
  answer(0)
  pages.need(7_010, 7_040)
  expect(asked()).toEqual([7_000])
  answer(7_000)
  expect(pages.row(7_040)).toBe(7_040)
})
test('dragging over many pages asks only for a few, and then for where one rests', () => {
  const { fetcher, anchor, answer, asked } = server(9_900)
  const pages = new Pages(fetcher, () => undefined)
  anchor()
  answer(0)
  for (let at = 500; at < 9_000; at += 100) pages.need(at, at + 30)
  expect(asked()).toHaveLength(3)
  answer(500)
  expect(asked()).toContain(8_900)
})
test('keeps a dozen pages and lets go of those seen longest ago, never of those on the screen', () => {
  const { fetcher, anchor, answer } = server(9_900)
  const pages = new Pages(fetcher, () => undefined)
  anchor()
  answer(0)
  for (let at = 100; at <= 2_000; at += 100) {
    pages.need(at, at + 10)
    answer(at)
  }
  expect(pages.row(0)).toBeUndefined()
  expect(pages.row(2_000)).toBe(2_000)
})
test('behind the last anchor of a longer list one page shows the way to the next', () => {
  const { fetcher, anchor, answer } = server(20_250, 20_000)
  const pages = new Pages(fetcher, () => undefined)
  anchor()
  answer(0)
  expect([pages.total, pages.more]).toEqual([20_000, true])
  pages.need(19_950, 19_999)
  answer(19_900)
  expect(pages.total).toBe(20_100)
  pages.need(20_050, 20_099)
  answer(20_000)
  pages.need(20_150, 20_199)
  answer(20_100)
  pages.need(20_200, 20_220)
  answer(20_200)
  expect([pages.total, pages.more, pages.row(20_249)]).toEqual([20_250, false, 20_249])
})
test('loads a stretch over several pages for copying, one after the other', async () => {
  const { fetcher, anchor, answer } = server(450)
  const pages = new Pages(fetcher, () => undefined)
  anchor()
  answer(0)
  const loading = pages.load(90, 210)
  for (const from of [100, 200]) {
    await vi.waitFor(() => answer(from))
    await Promise.resolve()
  }
  const rows = await loading
  expect([rows.length, rows[0], rows.at(-1)]).toEqual([121, 90, 210])
})
test('a page that failed is asked for again, and what is here stays', () => {
  const { fetcher, anchor, answer, asked, refuse } = server(450)
  const pages = new Pages(fetcher, () => undefined)
  anchor()
  answer(0)
  pages.need(100, 140)
  refuse(100)
  expect(pages.failure?.code).toBe('UNAVAILABLE')
  expect(pages.row(5)).toBe(5)
  pages.again()
  expect(pages.failure).toBeNull()
  expect(asked()).toContain(100)
})
