import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { show } from '../testing/show'
import { LoginPage } from './LoginPage'

afterEach(() => vi.unstubAllGlobals())
const refusal = (code: string, message: string, params = {}) => ({
  errors: [{ message, extensions: { code, params } }],
})

/** Serves /auth/state, and /auth/login with the given answers in turn; returns the bodies it was sent. */
function serve(...answers: [number, object][]) {
  const sent: Record<string, unknown>[] = []
  const state = {
    signedIn: false,
    firstRun: false,
    demo: true,
    demoLogins: [{ email: 'lead@demo.startrail.local', role: 'team_lead' }],
  }
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (path === '/auth/state') return Response.json(state)
    sent.push(JSON.parse(String(init.body)))
    const [status, body] = answers.shift() ?? [500, {}]
    return Response.json(body, { status })
  })
  return sent
}
async function enter() {
  await userEvent.type(screen.getByLabelText('E-mail'), 'a@example.com')
  await userEvent.type(screen.getByLabelText('Password'), 'secret')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
}

test('signs in and goes back to where one was', async () => {
  serve([200, { signedIn: true }])
  const { history } = await show(<LoginPage />, '/login?next=%2Fclients%3Fq%3Dzw')
  await enter()
  await vi.waitFor(() => expect(history.location.href).toBe('/clients?q=zw'))
})
test('asks for the code when the server wants one and sends it along', async () => {
  const sent = serve([401, refusal('TOTP_REQUIRED', 'code')], [200, { signedIn: true }])
  await show(<LoginPage />, '/login')
  await enter()
  await userEvent.type(await screen.findByLabelText('Code of your authenticator'), '123456')
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }))
  await vi.waitFor(() => expect(sent[1]).toEqual({ email: 'a@example.com', password: 'secret', totp: '123456' }))
})
test('offers the firms of an e-mail that belongs to several', async () => {
  const firms = [
    { id: 'firm_1', name: '星澜资产' },
    { id: 'firm_2', name: '云帆基金' },
  ]
  serve([401, refusal('CHOOSE_FIRM', 'choose', { firms })])
  await show(<LoginPage />, '/login')
  await enter()
  expect(await screen.findByText('Your e-mail belongs to several firms')).toBeTruthy()
})
test('a one-time password must be replaced first', async () => {
  serve([200, { signedIn: true, mustChange: true }])
  await show(<LoginPage />, '/login')
  await enter()
  expect(await screen.findByRole('heading', { name: 'Your own password' })).toBeTruthy()
})
test('shows the refusal in the server’s words', async () => {
  serve([401, refusal('UNAUTHENTICATED', '邮箱或密码不正确。')])
  await show(<LoginPage />, '/login')
  await enter()
  expect((await screen.findByRole('alert')).textContent).toContain('邮箱或密码不正确。')
})
test('a demo log-in fills in the e-mail', async () => {
  serve()
  await show(<LoginPage />, '/login')
  await userEvent.click(await screen.findByRole('button', { name: /Team lead/ }))
  expect((screen.getByLabelText('E-mail') as HTMLInputElement).value).toBe('lead@demo.startrail.local')
})
