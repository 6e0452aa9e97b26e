import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults'
import { base, launch, ownClient, ready, signIn } from './house'

const routes = [
  '/',
  '/clients?sort=-aum',
  '/clients?state=blocked&q=zz',
  '/clients/new',
  '/tasks',
  '/tasks?group=due',
  '/clients?group=state',
  '/households',
  '/tags',
  '/users',
  '/teams',
  '/profile',
  '/profile?tab=sessions',
  '/explore',
  '/nowhere',
]

describe.skipIf(!ready)('everybody can use it', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test.each([
    ['zh-CN', 'light', false],
    ['en', 'dark', false],
    ['zh-CN', 'dark', false],
    ['en', 'light', true],
  ] as const)(
    'no violation of WCAG A or AA on any page: %s, %s, phone %s',
    async (locale, theme, phone) => {
      const visit = await signIn(browser, 'manager', { locale, theme, phone })
      const { page } = visit
      const client = await ownClient(page)
      const faults: string[] = []
      const tabs = ['', '?tab=holdings', '?tab=timeline', '?tab=relations'].map((tab) => `/clients/${client.id}${tab}`)
      for (const path of [...routes, ...tabs, `/clients/${client.id}/edit`, `/clients?peek=${client.id}`]) {
        await page.goto(base + path)
        faults.push(...(await faultsOf(page)))
      }
      expect(faults).toEqual([])
      expect(visit.faults).toEqual([])
      await visit.context.close()
    },
    240_000,
  )

  test('no violation on the log-in page and in open overlays', async () => {
    const { page, context } = await signIn(browser, 'manager', { theme: 'dark' })
    const client = await ownClient(page)
    const faults: string[] = []
    await page.keyboard.press('Control+k')
    await page.getByRole('option').first().waitFor()
    faults.push(...(await faultsOf(page)))
    await page.keyboard.press('Escape')
    await page.goto(`${base}/clients/${client.id}`)
    await page.getByRole('button', { name: '记录互动' }).first().click()
    await page.getByRole('dialog').getByRole('textbox').first().waitFor()
    faults.push(...(await faultsOf(page)))
    await page.keyboard.press('Escape')
    await context.clearCookies()
    await page.goto(`${base}/login`)
    faults.push(...(await faultsOf(page)))
    expect(faults).toEqual([])
    await context.close()
  }, 90_000)

  test('focus returns to what opened a dialog', async () => {
    const { page, context } = await signIn(browser, 'manager')
    const client = await ownClient(page)
    await page.goto(`${base}/clients/${client.id}`)
    const opener = page.getByRole('button', { name: '新建任务' }).first()
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => opener.evaluate((button) => button === document.activeElement)).toBe(true)
    await context.close()
  })

  test.each([
    ['320 px', 'zh-CN', 320, 640, true],
    ['320 px', 'en', 320, 640, true],
    // A desk of 1280 x 900 at twice the size.
    ['200 % zoom', 'en', 640, 450, false],
    ['200 % zoom', 'zh-CN', 640, 450, false],
  ] as const)('at %s nothing is lost sideways: %s', async (_, locale, width, height, phone) => {
    const { page, context } = await signIn(browser, 'manager', { locale, phone })
    await page.setViewportSize({ width, height })
    const client = await ownClient(page)
    const own = ['', '?tab=timeline'].map((tab) => `/clients/${client.id}${tab}`)
    for (const path of [
      '/',
      '/clients',
      ...own,
      '/tasks',
      '/tasks?view=overdue',
      '/profile',
      '/profile?tab=sessions',
    ]) {
      await page.goto(base + path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(width)
    }
    await context.close()
  })
})
