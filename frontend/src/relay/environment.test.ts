import { fetchQuery } from 'relay-runtime'
import { afterEach, expect, test, vi } from 'vitest'
import documents from '../../persisted-queries.json'
import ViewerQuery from '../__generated__/ViewerQuery.graphql'
import { createEnvironment } from './environment'

afterEach(() => vi.unstubAllGlobals())

test('a query is sent as the id of a document that the server knows, without a text', async () => {
  const answer = vi.fn(async () => new Response('{"data":{"viewer":null}}'))
  vi.stubGlobal('fetch', answer)
  await fetchQuery(createEnvironment(), ViewerQuery, {}).toPromise()
  const [path, init] = vi.mocked(fetch).mock.calls[0] ?? []
  expect(path).toBe('/graphql')
  const sent = JSON.parse(String(init?.body))
  expect(Object.keys(sent).sort()).toEqual(['id', 'variables'])
  expect((documents as Record<string, string>)[sent.id]).toMatch(/^query ViewerQuery\b/)
})

test('a document the server does not know is a failure with its words', async () => {
  const refused = { errors: [{ message: '页面可能是旧版本', extensions: { code: 'BAD_USER_INPUT' } }] }
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => new Response(JSON.stringify(refused), { status: 400 })),
  )
  await expect(fetchQuery(createEnvironment(), ViewerQuery, {}).toPromise()).rejects.toMatchObject({
    code: 'BAD_USER_INPUT',
    message: '页面可能是旧版本',
  })
})
