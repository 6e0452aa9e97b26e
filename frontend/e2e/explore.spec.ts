import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { base, LOOKS, launch, ready, signIn } from './house'

/** Everything the page asked of anybody but the product. */
function strangers(page: Page): string[] {
  const found: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url())) found.push(request.url())
  })
  return found
}

/** Waits until the editor is there with its first query. */
const editor = (page: Page) => page.locator('.view-line', { hasText: 'viewer' }).first().waitFor({ timeout: 60_000 })

/** Faults of the page but one: a tab of GraphiQL is an item to drag that holds its buttons. */
const own = async (page: Page) => (await faultsNow(page)).filter((fault) => !fault.endsWith('nested-interactive: li'))

describe.skipIf(!ready)('the GraphQL explorer', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('runs a query with the session and shows what the role may see, and no request leaves the machine', async () => {
    const visit = await signIn(browser, 'executive', { locale: 'en' })
    const { page } = visit
    const foreign = strangers(page)
    await page.goto(`${base}/explore`)
    await page.getByRole('heading', { level: 1, name: 'GraphQL explorer' }).waitFor()
    await editor(page)
    await page.getByRole('button', { name: /^Execute query/ }).click()
    const answer = page.locator('.graphiql-response')
    await expect.poll(() => answer.textContent(), { timeout: 30_000 }).toContain('executive')
    await page.getByText(/^Cost: \d+, left \d+ of \d+$/).waitFor()

    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
    const docs = page.locator('.graphiql-doc-explorer')
    await docs.getByRole('link', { name: 'Client', exact: true }).first().click()
    await expect.poll(() => docs.textContent()).toContain('riskLevel')
    const told = await docs.textContent()
    for (const hidden of ['mobile', 'idNumber', 'bankAccount', 'contactPoints']) expect(told).not.toContain(hidden)

    expect(foreign).toEqual([])
    expect(visit.faults).toEqual([])
    await visit.context.close()
  }, 120_000)

  test('speaks Chinese to whom the app does', async () => {
    const { page, context, faults } = await signIn(browser, 'compliance')
    await page.goto(`${base}/explore`)
    await page.getByRole('heading', { level: 1, name: 'GraphQL 查询台' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
    expect(faults).toEqual([])
    await context.close()
  })

  test.each(LOOKS)(
    'has no violation of WCAG A or AA and fits from 320 pixels on: %s, %s, phone %s',
    async (locale, theme, phone) => {
      const { page, context, faults } = await signIn(browser, 'compliance', { locale, theme, phone })
      await page.goto(`${base}/explore`)
      await editor(page)
      expect(await own(page)).toEqual([])
      for (const size of [
        { width: 720, height: 450 },
        { width: 320, height: 640 },
      ]) {
        await page.setViewportSize(size)
        await page.waitForTimeout(200)
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width)
        const run = await page.getByRole('button', { name: /^(Execute query|执行查询)/ }).boundingBox()
        expect(run && run.x + run.width <= size.width && run.x >= 0).toBe(true)
      }
      expect(await own(page)).toEqual([])
      expect(faults).toEqual([])
      await context.close()
    },
    120_000,
  )

  test('who may not ask freely reads why, and whom to ask', async () => {
    const { page, context, faults } = await signIn(browser, 'manager')
    await page.goto(`${base}/explore`)
    await page.getByText('您的角色不能自行编写查询。').waitFor()
    expect(await page.getByRole('main').textContent()).toContain('合规')
    expect(await page.getByRole('link', { name: 'GraphQL' }).count()).toBe(0)
    expect(faults).toEqual([])
    await context.close()
  })

  test('the page of API keys leads there', async () => {
    const { page, context, faults } = await signIn(browser, 'policy', { locale: 'en' })
    await page.goto(`${base}/api-keys`)
    await page.getByRole('link', { name: 'GraphQL explorer' }).click()
    await editor(page)
    await page.goto(`${base}/api-keys`)
    await page.getByRole('navigation').first().getByRole('link', { name: 'GraphQL', exact: true }).click()
    await editor(page)
    expect(faults).toEqual([])
    await context.close()
  })
})
