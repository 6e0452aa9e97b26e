import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn } from './house'

type Found = { clients: { totalCount: number; nodes: { id: string; name: string }[] } }

describe.skipIf(!ready)('the service matrix', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('gets a cell for those who meet a condition, says who would move, and is what clients are due', async () => {
    const { page, faults } = await signIn(browser, 'operations')
    await page.goto(`${base}/service`)
    const table = page.getByRole('region', { name: '服务矩阵' })
    await table.getByRole('link', { name: '超高净值服务' }).waitFor()
    await table
      .getByText(/个自然月/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: '编辑矩阵' }).click()
    const editor = page.getByRole('region', { name: '下一版' })
    await editor.getByRole('button', { name: '添加服务标准' }).click()
    const dialog = page.getByRole('dialog', { name: '新服务标准' })
    await dialog.getByRole('textbox', { name: '中文名称' }).fill('科技潜力')
    await dialog.getByRole('textbox', { name: '英文名称' }).fill('Potential in technology')
    await dialog.getByText('仅限符合条件的客户').click()
    await dialog.getByRole('button', { name: '条件', exact: true }).first().click()
    await dialog.getByRole('button', { name: /^字段/ }).click()
    await page.getByRole('listbox').getByRole('option', { name: '行业' }).click()
    await dialog.getByRole('button', { name: /^比较值/ }).click()
    await page.getByRole('listbox').getByRole('option', { name: '信息技术' }).click()
    await dialog.getByRole('textbox', { name: '优先级' }).fill('900')
    await dialog.getByText('定期联系').click()
    await dialog.getByRole('button', { name: '确定' }).click()
    await editor.getByText(/位客户将变动/).waitFor()
    await editor.getByRole('button', { name: '发布' }).click()
    const review = page.getByRole('dialog', { name: '发布第 2 版？' })
    await review.getByText('科技潜力').first().waitFor()
    await review.getByRole('button', { name: '发布' }).click()
    await review.waitFor({ state: 'detached' })
    await page.getByText('现行：第 2 版').waitFor()
    const asked = '{ clients(first: 1, filter: {serviceCell: {eq: "cell_1"}}) { totalCount nodes { id name } } }'
    await expect
      .poll(async () => (await ask<Found>(page, asked)).clients.totalCount, { timeout: 30_000 })
      .toBeGreaterThan(0)
    const [client] = (await ask<Found>(page, asked)).clients.nodes
    await page.goto(`${base}/clients/${client?.id}`)
    await page.getByRole('button', { name: '应享服务' }).first().click()
    const why = page.getByRole('dialog', { name: '应享服务' })
    await why.getByText('下次联系不晚于').waitFor()
    await why.getByText(/个自然月/).waitFor()
    await page.goto(`${base}/clients?service=cell_1`)
    await page.getByRole('button', { name: /服务标准.*科技潜力/ }).waitFor()
    expect(faults).toEqual([])
  })

  test('says on My day who has to be contacted, the most overdue first', async () => {
    const { page, faults } = await signIn(browser, 'manager')
    await page.goto(base)
    const due = page.locator('section').filter({ has: page.getByRole('heading', { name: '应联系客户' }) })
    await due.getByRole('link').first().waitFor()
    await due
      .getByRole('button', { name: /^记录与 .* 的互动$/ })
      .first()
      .click()
    await page.getByRole('dialog').waitFor()
    expect(faults).toEqual([])
  })

  test('is nothing to edit to who may not publish', async () => {
    const { page } = await signIn(browser, 'manager')
    await page.goto(`${base}/service`)
    await page.getByRole('link', { name: '超高净值服务' }).waitFor()
    expect(await page.getByRole('button', { name: '编辑矩阵' }).count()).toBe(0)
  })
})
