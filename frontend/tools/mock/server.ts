/**
 * The built app and a mock of its server on one origin, for looking at pages and for tests without a backend.
 *
 * `node tools/mock/server.ts [port]` (default 4890). Any e-mail with any password signs in; a password of "totp" asks
 * for a code, "firms" for a firm. The CSP is the product's. State is in memory and starts anew with the process.
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import path from 'node:path'
import { buildSchema, graphql, parse } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { users } from './people.ts'
import { root } from './resolvers.ts'

const home = path.resolve(import.meta.dirname, '../..')
const dist = path.join(home, 'dist')
const schema = buildSchema(readFileSync(path.join(home, '../backend/schema/schema.graphql'), 'utf8'))
const documents: Record<string, string> = JSON.parse(readFileSync(path.join(home, 'persisted-queries.json'), 'utf8'))
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
}
const port = Number(process.argv[2] ?? 4890)
const nonce = 'bW9jaw'
const policy = `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; connect-src 'self' ws://127.0.0.1:${port}; img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'`
/** Who is signed in carries this cookie, so that several browsers can be in and out at once. */
const COOKIE = 'startrail-mock'
const emailOf = (request: IncomingMessage): string | null => {
  const kept = new RegExp(`${COOKIE}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1]
  return kept ? decodeURIComponent(kept) : null
}
const isIn = (request: IncomingMessage) => emailOf(request) !== null

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return JSON.parse(Buffer.concat(parts).toString() || '{}')
}
function answer(response: ServerResponse, status: number, value: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(value))
}
const refusal = (code: string, message: string, params = {}) => ({
  errors: [{ message, extensions: { code, params } }],
})

const paths: Record<
  string,
  (body: Record<string, unknown>, response: ServerResponse, request: IncomingMessage) => void
> = {
  '/auth/state': (_, response, request) =>
    answer(response, 200, {
      signedIn: isIn(request),
      firstRun: process.env.MOCK_FIRST_RUN === '1',
      demo: true,
      demoLogins: users.map(({ email, roles }) => ({ email, role: roles[0] })),
    }),
  '/auth/login': (body, response) => {
    if (body.password === 'wrong') return answer(response, 401, refusal('UNAUTHENTICATED', '邮箱或密码不正确。'))
    if (body.password === 'totp' && !body.totp)
      return answer(response, 401, refusal('TOTP_REQUIRED', '请输入动态验证码。'))
    if (body.password === 'firms' && !body.firm)
      return answer(
        response,
        401,
        refusal('CHOOSE_FIRM', '请选择机构。', {
          firms: [
            { id: 'firm_1', name: '星澜资产' },
            { id: 'firm_2', name: '云帆基金' },
          ],
        }),
      )
    response.setHeader(
      'set-cookie',
      `${COOKIE}=${encodeURIComponent(String(body.email))}; Path=/; HttpOnly; SameSite=Lax`,
    )
    answer(response, 200, { signedIn: true, mustChange: body.password === 'once' })
  },
  '/auth/logout': (_, response) => {
    response.setHeader('set-cookie', `${COOKIE}=; Path=/; Max-Age=0`)
    answer(response, 200, { signedIn: false })
  },
  '/auth/step-up': (_, response) => answer(response, 200, { steppedUp: true }),
  '/auth/password': (_, response) => answer(response, 200, { changed: true }),
  '/auth/totp/begin': (_, response) =>
    answer(response, 200, { otpauth: 'otpauth://totp/Startrail:mock?secret=JBSWY3DPEHPK3PXP&issuer=Startrail' }),
  '/auth/totp/confirm': (_, response) => answer(response, 200, { confirmed: true }),
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://mock')
  const act = paths[url.pathname]
  if (act) return act(await bodyOf(request), response, request)
  if (url.pathname === '/graphql') {
    const { id, variables } = await bodyOf(request)
    const source = documents[String(id)]
    if (!isIn(request)) return answer(response, 401, refusal('UNAUTHENTICATED', '请先登录。'))
    if (!source) return answer(response, 400, refusal('BAD_USER_INPUT', '服务器没有此查询。'))
    return answer(
      response,
      200,
      await graphql({
        schema,
        source,
        variableValues: variables as never,
        rootValue: root,
        contextValue: { email: emailOf(request) ?? '' },
      }),
    )
  }
  const file = path.join(dist, path.normalize(url.pathname))
  const found =
    file.startsWith(dist) && existsSync(file) && statSync(file).isFile() ? file : path.join(dist, 'index.html')
  response.writeHead(200, {
    'content-type': types[path.extname(found)] ?? 'application/octet-stream',
    'content-security-policy': policy,
  })
  if (found.endsWith('.html')) response.end(readFileSync(found, 'utf8').replace('__CSP_NONCE__', nonce))
  else createReadStream(found).pipe(response)
})
useServer(
  {
    schema,
    roots: { subscription: { inbox: silent, taskChanged: silent, clientChanged: silent } },
    onSubscribe: (_context, _id, payload) => ({
      schema,
      document: parse(documents[(payload as { id?: string }).id ?? ''] ?? payload.query),
      rootValue: { inbox: silent, taskChanged: silent, clientChanged: silent },
    }),
  },
  new WebSocketServer({ server, path: '/graphql' }),
)
server.listen(port, '127.0.0.1', () => console.log(`mock at http://127.0.0.1:${port}`))

/** A subscription that never says anything. */
async function* silent(): AsyncGenerator<never> {
  await new Promise(() => undefined)
}
