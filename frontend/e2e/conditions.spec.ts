import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { ask, base, launch, ready, signIn, type Visit } from './house'

const countOf = async (page: Page, filter: object): Promise<number> => {
  const { clients } = await ask<{ clients: { totalCount: number } }>(
    page,
    'query Count($filter: ClientFilter) { clients(filter: $filter) { totalCount } }',
    { filter },
  )
  return clients.totalCount
}
const dialogOf = (page: Page) => page.getByRole('dialog', { name: '高级筛选' })

describe.skipIf(!ready)('the advanced filter of the client list', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'executive')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('a condition with relations, counts and relative days is built, counted, applied, kept in the URL and in a view', async () => {
    const { page } = visit
    await page.goto(`${base}/clients`)
    await page.getByRole('grid').waitFor()
    await page.getByRole('button', { name: '高级筛选' }).click()
    const dialog = dialogOf(page)
    await dialog.getByText('没有条件时列出全部客户。').waitFor()
    await dialog.getByRole('button', { name: '关联记录' }).click()
    await page.getByRole('menuitem', { name: '互动' }).click()
    await dialog.getByRole('combobox', { name: '多少项' }).selectOption('gte')
    await dialog.getByRole('spinbutton', { name: '数量' }).fill('2')
    await dialog.getByRole('button', { name: '条件', exact: true }).first().click()
    await dialog.getByRole('button', { name: /^字段/ }).click()
    await page.getByRole('option', { name: '时间' }).click()
    await dialog.getByRole('combobox', { name: '比较方式' }).selectOption('last')
    await dialog.getByRole('spinbutton', { name: '天数' }).fill('90')
    const often = { interactions: { atLeast: { count: 2, of: { at: { last: 90 } } } } }
    const met = await countOf(page, often)
    expect(met).toBeGreaterThan(0)
    await dialog.getByText(`符合条件的客户：${met} 位`).waitFor()
    expect(await dialog.getByLabel('条件的文字说明').textContent()).toContain('至少有2项互动')
    expect(await faultsNow(page)).toEqual([])
    await dialog.getByRole('button', { name: '应用' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.waitForURL(/when=/)
    const grid = page.getByRole('grid')
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 15_000 }).toBe(String(met + 1))
    await page.reload()
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 15_000 }).toBe(String(met + 1))
    await page.getByRole('button', { name: /至少有2项互动/ }).waitFor()
    // With a simple filter beside it, both hold.
    await page.goto(`${page.url()}&state=existing`)
    const both = await countOf(page, { and: [often, { state: { in: ['existing'] } }] })
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 15_000 }).toBe(String(both + 1))
    await page.getByRole('button', { name: '移除条件' }).click()
    await page.waitForURL((url) => !url.search.includes('when='))
  })

  test('what belongs to related rows is asked about too: who holds a fund of risk R4, kept in a view', async () => {
    const { page } = visit
    await page.goto(`${base}/clients`)
    await page.getByRole('grid').waitFor()
    await page.getByRole('button', { name: '高级筛选' }).click()
    const dialog = dialogOf(page)
    await dialog.getByText('没有条件时列出全部客户。').waitFor()
    for (const name of ['持仓', '产品']) {
      // The innermost comes first.
      await dialog.getByRole('button', { name: '关联记录' }).first().click()
      await page.getByRole('menuitem', { name, exact: true }).click()
    }
    await dialog.getByRole('button', { name: '条件', exact: true }).first().click()
    await dialog.getByRole('button', { name: /^字段/ }).click()
    await page.getByRole('listbox').getByRole('option', { name: '风险等级' }).click()
    await dialog.getByRole('button', { name: /^比较值/ }).click()
    await page.getByRole('listbox').getByRole('option', { name: 'R4' }).click()
    const held = { holdings: { some: { productWhere: { riskLevel: { eq: 'R4' } } } } }
    const met = await countOf(page, held)
    expect(met).toBeGreaterThan(0)
    await dialog.getByText(`符合条件的客户：${met} 位`).waitFor()
    expect(await dialog.getByLabel('条件的文字说明').textContent()).toBe('有持仓（有产品（风险等级为R4））')
    expect(await faultsNow(page)).toEqual([])
    await dialog.getByRole('button', { name: '应用' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.waitForURL(/when=/)
    const grid = page.getByRole('grid')
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 15_000 }).toBe(String(met + 1))
    const name = `持有 R4 ${Date.now()}`
    const views = page.getByRole('navigation', { name: '视图' })
    await views.getByRole('button', { name: '另存为视图' }).click()
    await page.getByRole('dialog').getByLabel('名称').fill(name)
    await page.keyboard.press('Enter')
    await views.getByRole('link', { name }).waitFor()
    await page.reload()
    await page
      .getByRole('button', { name: /有持仓（有产品（风险等级为R4））/ })
      .first()
      .waitFor()
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 15_000 }).toBe(String(met + 1))
    await page.goto(`${base}/clients`)
    await views.getByRole('link', { name }).click()
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 15_000 }).toBe(String(met + 1))
  })

  test('by keyboard alone: a condition is added, turned round and applied; Escape leaves all as it was', async () => {
    const { page } = visit
    await page.goto(`${base}/clients`)
    await page.getByRole('grid').waitFor()
    await page.getByRole('button', { name: '高级筛选' }).focus()
    await page.keyboard.press('Enter')
    const dialog = dialogOf(page)
    await dialog.getByRole('button', { name: '条件', exact: true }).focus()
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: /^字段/ }).focus()
    await page.keyboard.press('Enter')
    await page
      .getByRole('listbox')
      .getByRole('option', { name: /^客户类型/ })
      .waitFor()
    await page.keyboard.type('合格投资者')
    await page
      .getByRole('listbox')
      .getByRole('option', { name: /^客户类型/ })
      .waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: '字段：合格投资者' }).waitFor()
    await dialog.getByRole('combobox', { name: '条件的组合方式' }).focus()
    for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowDown')
    expect(await dialog.getByLabel('条件的文字说明').textContent()).toBe('非（合格投资者为是）')
    const not = await countOf(page, { not: { or: [{ qualified: { eq: true } }] } })
    await dialog.getByText(`符合条件的客户：${not} 位`).waitFor()
    await dialog.getByRole('button', { name: '应用' }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/when=/)
    await expect
      .poll(() => page.getByRole('grid').getAttribute('aria-rowcount'), { timeout: 15_000 })
      .toBe(String(not + 1))
    const before = page.url()
    await page
      .getByRole('button', { name: /合格投资者/ })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: '条件', exact: true }).click()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(page.url()).toBe(before)
  })
})
