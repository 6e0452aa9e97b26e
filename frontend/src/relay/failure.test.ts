import { afterEach, expect, test, vi } from 'vitest'
import { asFailure, failureOf } from './failure'
import { exchange, speak } from './http'

afterEach(() => vi.unstubAllGlobals())
const answering = (status: number, body: string, headers = {}) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(body, { status, headers })),
  )

test('a refusal keeps its code, field and trace', () => {
  const failure = failureOf([
    { message: '手机号码无效', extensions: { code: 'BAD_USER_INPUT', params: { field: 'mobile' }, traceId: 'a1' } },
  ])
  expect([failure.code, failure.field, failure.traceId, failure.message]).toEqual([
    'BAD_USER_INPUT',
    'mobile',
    'a1',
    '手机号码无效',
  ])
})
test('a network error is OFFLINE, anything else INTERNAL', () => {
  expect(asFailure(new TypeError('Failed to fetch')).code).toBe('OFFLINE')
  expect(asFailure('boom').code).toBe('INTERNAL')
})
test('every post carries the own header, JSON and the language', async () => {
  answering(200, '{"signedIn":true}')
  speak('zh-CN')
  await exchange('/auth/login', { email: 'a@example.com' })
  const [, init] = vi.mocked(fetch).mock.calls[0] ?? []
  expect(init?.method).toBe('POST')
  expect(init?.headers).toMatchObject({
    'x-startrail': '1',
    'content-type': 'application/json',
    'accept-language': 'zh-CN',
  })
})
test('a 429 tells how long to wait', async () => {
  answering(429, JSON.stringify({ errors: [{ message: 'slow', extensions: { code: 'RATE_LIMITED' } }] }), {
    'retry-after': '7',
  })
  await expect(exchange('/auth/login', {})).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfter: 7 })
})
test('a proxy page instead of JSON is UNAVAILABLE, not a crash', async () => {
  answering(502, '<html>bad gateway</html>')
  await expect(exchange('/graphql', {})).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})
