import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn } from './house'

const views = (page: Page, name = '视图') => page.getByRole('navigation', { name })
const shown = (page: Page) => page.evaluate(() => location.pathname + location.search)

describe.skipIf(!ready)('saved views', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a lead keeps a view by keyboard and shares it; a manager of the firm finds it, and cannot change it', async () => {
    const { page, context, faults } = await signIn(browser, 'lead')
    const name = `高净值 ${Date.now() % 100_000}`
    await page.goto(`${base}/clients?state=existing&sort=-aum&aum=3000000..`)
    await views(page).getByRole('button', { name: '另存为视图' }).waitFor()
    await page.keyboard.press('s')
    const dialog = page.getByRole('dialog', { name: '另存为视图' })
    await dialog.getByLabel('名称').fill(name)
    await dialog.getByLabel('谁可以使用').click()
    await page.getByRole('option', { name: '全公司' }).click()
    await page.keyboard.press('Tab')
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.waitFor({ state: 'detached' })
    await views(page).getByRole('link', { name, exact: true }).and(page.locator('[aria-current]')).waitFor()
    expect(await shown(page)).toContain('saved=view_')
    expect(faults).toEqual([])
    await context.close()

    const other = await signIn(browser, 'manager', { locale: 'en' })
    await other.page.goto(`${base}/clients`)
    await views(other.page, 'Views').getByRole('link', { name, exact: true }).click()
    await other.page.waitForURL(/state=existing/)
    expect(await shown(other.page)).toContain('aum=3000000..')
    await other.page.getByRole('columnheader', { name: /AUM/ }).click()
    await other.page.waitForURL((url) => !url.search.includes('sort=-aum'))
    // The view of somebody else can be used, changed on the screen, kept as one's own; not overwritten.
    await views(other.page, 'Views').getByRole('button', { name: 'Save as a view' }).waitFor()
    expect(await views(other.page, 'Views').getByRole('button', { name: 'Save changes' }).count()).toBe(0)
    expect(other.faults).toEqual([])
    await other.context.close()
  })

  test('an own view says when it shows something else, keeps the change, and comes back after it was deleted', async () => {
    const { page, context, faults } = await signIn(browser, 'manager')
    const name = `沉默 ${Date.now() % 100_000}`
    await page.goto(`${base}/clients?state=dormant`)
    await page.getByRole('grid').waitFor()
    await views(page).getByRole('button', { name: '另存为视图' }).click()
    await page.getByRole('dialog').getByLabel('名称').fill(name)
    await page.keyboard.press('Enter')
    const tab = views(page).getByRole('link', { name })
    await tab.waitFor()
    await page.goto(`${await page.evaluate(() => location.href)}&risk=C4`)
    await tab.getByText('（已更改）').waitFor()
    await views(page).getByRole('button', { name: '保存更改' }).click()
    await tab.getByText('（已更改）').waitFor({ state: 'detached' })
    await page.goto(`${base}/clients`)
    await tab.click()
    await page.waitForURL(/risk=C4/)
    await views(page).getByRole('button', { name: '视图操作' }).click()
    await page.getByRole('menuitem', { name: '删除视图' }).click()
    await tab.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '撤销' }).click()
    await tab.waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('a typed search is never part of a view', async () => {
    const { page, context } = await signIn(browser, 'manager')
    await page.goto(`${base}/clients?state=existing&q=zw`)
    // With its button comes the key for it.
    await views(page).getByRole('button', { name: '另存为视图' }).waitFor()
    await page.keyboard.press('s')
    const name = `无搜索 ${Date.now() % 100_000}`
    await page.getByRole('dialog').getByLabel('名称').fill(name)
    await page.keyboard.press('Enter')
    await views(page).getByRole('link', { name }).waitFor()
    expect(await shown(page)).not.toContain('q=zw')
    await context.close()
  })
})

describe.skipIf(!ready)('the client list in groups', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test.each([
    ['zh-CN', '分组', '客户状态'],
    ['en', 'Group by', 'State'],
  ] as const)('adds up each group and opens it by keyboard: %s', async (locale, label, option) => {
    const { page, context, faults } = await signIn(browser, 'manager', { locale })
    await page.goto(`${base}/clients`)
    await page.getByRole('grid').waitFor()
    await page.getByLabel(label).selectOption({ label: option })
    await page.waitForURL(/group=state/)
    const grid = page.getByRole('treegrid')
    const first = grid.locator('[role=row][data-row="0"]')
    await first.waitFor()
    const { clientGroups } = await ask<{ clientGroups: { count: number }[] }>(
      page,
      '{ clientGroups(by: STATE) { count } }',
    )
    await expect.poll(() => grid.getByRole('row', { expanded: false }).count()).toBe(clientGroups.length)
    expect(await first.textContent()).toContain(String(clientGroups[0]?.count))
    await first.locator('[data-col="0"]').click()
    await expect.poll(() => first.getAttribute('aria-expanded')).toBe('true')
    await grid.locator('[role=row][data-row="1"] a').waitFor()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => first.getAttribute('aria-expanded')).toBe('false')
    expect(faults).toEqual([])
    await context.close()
  })
})
