import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, openClient, ownClient, password, ready, signIn } from './house'

describe.skipIf(!ready)('people beside each other', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('two browsers of one person see a task come and go live', async () => {
    const one = await signIn(browser, 'manager')
    const two = await signIn(browser, 'manager')
    const title = `故事任务 ${Date.now()}`
    // The newest first: the sheet draws only the rows on the screen.
    await two.page.goto(`${base}/tasks?sort=-createdAt`)
    await two.page.getByRole('heading', { level: 1, name: '任务' }).waitFor()
    await two.page
      .getByText('加载中')
      .waitFor({ state: 'detached' })
      .catch(() => undefined)
    const { viewer } = await ask<{ viewer: { user: { id: string } } }>(one.page, '{ viewer { user { id } } }')
    await ask(one.page, 'mutation T($input: CreateTaskInput!) { createTask(input: $input) { id } }', {
      input: { title, assignee: viewer.user.id, priority: 'urgent' },
    })
    const seen = two.page.getByRole('button', { name: `完成「${title}」` })
    await seen.waitFor()
    await one.page.goto(`${base}/tasks?sort=-createdAt`)
    await one.page.getByRole('button', { name: `完成「${title}」` }).click()
    // The other browser did nothing: the tick reaches it by the socket, or the row leaves the list of open ones.
    await seen.waitFor({ state: 'detached' })
    expect([...one.faults, ...two.faults]).toEqual([])
    await one.context.close()
    await two.context.close()
  })

  test('the executive sees more clients than the manager', async () => {
    const manager = await signIn(browser, 'manager')
    const executive = await signIn(browser, 'executive')
    const rows = async (page: typeof manager.page) => {
      await page.goto(`${base}/clients`)
      await page.locator('[role=row][data-row="0"]').waitFor()
      return Number(await page.getByRole('grid').getAttribute('aria-rowcount')) - 1
    }
    const [few, many] = [await rows(manager.page), await rows(executive.page)]
    expect(few).toBeGreaterThan(0)
    expect(many).toBeGreaterThan(few)
    await manager.context.close()
    await executive.context.close()
  })

  test('who may not read clients is told so and sees none', async () => {
    const policy = await signIn(browser, 'policy')
    await policy.page.goto(`${base}/clients`)
    const text = await policy.page.getByRole('main').textContent()
    await expect.poll(() => policy.page.getByRole('main').textContent()).toMatch(/没有|无权|还没有客户/)
    expect(text).not.toContain('169')
    await policy.context.close()
  })

  test('language and theme turn at once and are kept for the next visit', async () => {
    const visit = await signIn(browser, 'assistant')
    const { page } = visit
    await page.getByRole('button', { name: '语言' }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await page.getByRole('link', { name: 'My day' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    await page.getByRole('button', { name: 'Dark theme' }).click()
    await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
    await expect
      .poll(() => ask<{ viewer: object }>(page, '{ viewer { locale theme } }').then(({ viewer }) => viewer))
      .toEqual({ locale: 'en', theme: 'dark' })
    await page.evaluate(() => localStorage.clear())
    await page.reload()
    await page.getByRole('link', { name: 'My day' }).waitFor()
    await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
    expect(visit.faults).toEqual([])
    await visit.context.close()
  })

  test('a session that ended leads to the log-in and back to the same page', async () => {
    const { page, context } = await signIn(browser, 'manager')
    const client = await ownClient(page)
    await openClient(page, client.id)
    await context.clearCookies()
    // Whatever asks first leads there: the tab, or a count in the navigation before it.
    const tab = page.getByRole('tab').nth(1)
    await Promise.all([page.waitForURL(/\/login\?next=/), tab.click({ timeout: 5000 }).catch(() => undefined)])
    await page.locator('input[type=email]').fill('manager@demo.startrail.local')
    await page.locator('input[type=password]').fill(password)
    await page.locator('button[type=submit]').click()
    await page.getByRole('tablist').waitFor()
    expect(new URL(page.url()).pathname).toBe(`/clients/${client.id}`)
    await context.close()
  })

  test('nothing personal is left in the browser’s storage', async () => {
    const { page, context } = await signIn(browser, 'manager')
    const client = await ownClient(page)
    await openClient(page, client.id)
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    expect(kept).not.toContain(client.name)
    expect(kept).not.toContain(client.id)
    await context.close()
  })
})
