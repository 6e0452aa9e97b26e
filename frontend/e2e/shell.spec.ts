import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base, launch, ready, signIn } from './house'

describe.skipIf(!ready)('the app as an installed one', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test.each([
    ['zh-CN', false, /连接已断开|无法连接/],
    ['en', true, /No connection|cannot be reached|offline/i],
  ] as const)(
    'opens without a network and says so, and what is kept tells nothing about anybody: %s, phone %s',
    async (locale, phone, words) => {
      const { page, context } = await signIn(browser, 'manager', { locale, phone })
      await page.goto(`${base}/clients`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.evaluate(() => navigator.serviceWorker.ready)
      // The second visit is the one the kept files serve.
      await page.reload()
      await page.getByRole('heading', { level: 1 }).waitFor()
      await context.setOffline(true)
      await page.evaluate(() => window.dispatchEvent(new Event('offline')))
      await page.getByRole('alert').filter({ hasText: words }).first().waitFor()
      await page.reload()
      await page.getByText(words).first().waitFor()
      const kept = await page.evaluate(async () => {
        const found: string[] = []
        for (const name of await caches.keys())
          for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname)
        return found
      })
      expect(kept.length).toBeGreaterThan(10)
      expect(kept.filter((path) => path !== '/' && !path.startsWith('/assets/'))).toEqual([])
      const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
      expect(stored).not.toMatch(/169\d{8}|@demo\./)
      await context.setOffline(false)
      await page.reload()
      await page.getByRole('heading', { level: 1 }).waitFor()
      await context.close()
    },
    60_000,
  )

  test('can be installed: a manifest with its icons, all from this server', async () => {
    const { page, context } = await signIn(browser, 'manager')
    const href = await page.locator('link[rel=manifest]').getAttribute('href')
    const manifest = await (await context.request.get(`${base}${href}`)).json()
    expect(manifest.display).toBe('standalone')
    for (const icon of manifest.icons) {
      const answer = await context.request.get(new URL(icon.src, base).href)
      expect(answer.status(), icon.src).toBe(200)
    }
    const worker = await context.request.get(`${base}/sw.js`)
    expect(worker.headers()['content-type']).toContain('javascript')
    await context.close()
  })

  test('nothing leaves for another machine, and no page asks for anything from elsewhere', async () => {
    const { page, context } = await signIn(browser, 'manager')
    const elsewhere: string[] = []
    page.on('request', (request) => {
      const url = new URL(request.url())
      if (!['data:', 'blob:'].includes(url.protocol) && url.host !== new URL(base).host) elsewhere.push(request.url())
    })
    for (const path of ['/', '/clients?sort=-aum', '/tasks', '/households', '/tags', '/profile', '/clients/new']) {
      await page.goto(base + path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForLoadState('networkidle')
    }
    expect(elsewhere).toEqual([])
    await context.close()
  })
})
