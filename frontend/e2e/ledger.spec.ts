import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults'
import { ask, base, LOOKS, launch, ownClient, ready, signIn, type Visit } from './house'

describe.skipIf(!ready)('the ledger at work', () => {
  let browser: Browser
  let manager: Visit
  let operations: Visit
  beforeAll(async () => {
    browser = await launch()
    manager = await signIn(browser, 'manager')
    operations = await signIn(browser, 'operations')
  })
  afterAll(async () => {
    await browser?.close()
    expect([...(manager?.faults ?? []), ...(operations?.faults ?? [])]).toEqual([])
  })

  test('a manager sees what a client gained, as a chart and as a table, on a day and as known then', async () => {
    const { page } = manager
    const client = await ownClient(page)
    await page.goto(`${base}/clients/${client.id}?tab=holdings`)
    await page.getByRole('figure', { name: '市值走势' }).waitFor()
    await page.getByRole('figure', { name: '持仓分布' }).waitFor()
    await page.getByRole('region', { name: '份额明细' }).waitFor()
    const chart = page.getByRole('figure', { name: '盈亏走势' })
    await chart.getByRole('button', { name: '显示为表格' }).click()
    await chart.getByRole('table').waitFor()
    // On the first day of the demo nothing had been bought yet.
    await page.goto(`${base}/clients/${client.id}?tab=holdings&on=2015-01-05&view=then`)
    await page.getByText('截至该日尚无买入。').waitFor()
  })

  test('operations settle a difference with a reason, and it leaves the list of open ones', async () => {
    const { page } = operations
    await page.goto(`${base}/reconciliation`)
    const rows = page.getByRole('region', { name: '份额差异' }).locator('tbody tr')
    await rows.first().waitFor()
    const first = rows.first()
    const words = (await first.textContent()) ?? ''
    await first.getByRole('button', { name: /^处理/ }).click()
    const dialog = page.getByRole('dialog', { name: '处理份额差异' })
    await dialog.waitFor()
    const save = dialog.getByRole('button', { name: '保存' })
    expect(await save.isDisabled()).toBe(true)
    const reason = `故事测试：登记机构次日补录 ${Date.now()}`
    await dialog.getByRole('textbox', { name: '原因' }).fill(reason)
    await save.click()
    await dialog.waitFor({ state: 'detached' })
    await page.goto(`${base}/reconciliation?state=explained`)
    const settled = page.getByRole('row').filter({ hasText: reason })
    await settled.waitFor()
    expect((await settled.textContent())?.slice(0, 10)).toBe(words.slice(0, 10))
    const { unitBreaks } = await ask<{ unitBreaks: { nodes: { note: string; settledBy: { name: string } | null }[] } }>(
      page,
      '{ unitBreaks(filter: { state: { eq: "explained" } }, first: 50) { nodes { note settledBy { name } } } }',
    )
    expect(unitBreaks.nodes.find(({ note }) => note === reason)?.settledBy?.name).toBeTruthy()
  })

  test('operations publish a NAV and correct it with a reason; the earlier figure stays readable', async () => {
    const { page } = operations
    const { products } = await ask<{ products: { nodes: { id: string; navDate: string; nav: string }[] } }>(
      page,
      '{ products(first: 1, orderBy: [{ field: CODE, direction: DESC }]) { nodes { id nav navDate } } }',
    )
    const fund = products.nodes[0]
    if (!fund) throw new Error('no fund')
    await page.goto(`${base}/products/${fund.id}`)
    await page.getByRole('button', { name: '录入净值' }).click()
    const dialog = page.getByRole('dialog', { name: '录入净值' })
    await dialog.getByLabel('日期').fill(fund.navDate)
    await dialog.getByLabel('日期').press('Tab')
    await dialog.getByLabel('单位净值').fill('1.2345')
    await dialog.getByText('将被更正').waitFor()
    await dialog.getByLabel('原因').fill('托管人更正估值表')
    await dialog.getByRole('button', { name: '更正' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('托管人更正估值表').waitFor()
    const latest = page.getByRole('region', { name: '近期净值' }).getByRole('row').nth(1)
    await expect.poll(() => latest.textContent(), { timeout: 10_000 }).toContain('1.2345')
    expect(await latest.textContent()).toContain('已更正')
    await latest.getByRole('button', { name: /历次版本/ }).click()
    const versions = page.getByRole('dialog', { name: /历次版本/ })
    const rows = versions.locator('tbody tr')
    await rows.nth(1).waitFor()
    expect(await rows.nth(0).textContent()).toContain('当前有效')
    expect(await rows.nth(0).textContent()).toContain('托管人更正估值表')
  })

  test('operations reverse a transaction with a reason; both rows stay', async () => {
    const { page } = operations
    const { clients } = await ask<{ clients: { nodes: { id: string }[] } }>(
      page,
      '{ clients(filter: { state: { eq: "existing" } }, orderBy: [{ field: AUM }], first: 1) { nodes { id } } }',
    )
    const id = clients.nodes[0]?.id ?? ''
    await page.goto(`${base}/clients/${id}?tab=holdings`)
    const rows = page.getByRole('region', { name: '交易' }).locator('tbody tr')
    await rows.first().waitFor()
    const before = await rows.count()
    await rows.first().getByRole('button', { name: /^冲正/ }).click()
    const dialog = page.getByRole('dialog', { name: '冲正这笔交易？' })
    await dialog.getByLabel('原因').fill('重复录入')
    await dialog.getByRole('button', { name: '冲正' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => rows.count()).toBe(before + 1)
    await page.getByText('已冲正', { exact: true }).first().waitFor()
  })

  test('who may not see the differences has no way to them', async () => {
    const { page } = manager
    await page.goto(`${base}/clients`)
    await page.getByRole('grid').waitFor()
    expect(await page.getByRole('navigation').getByRole('link', { name: '份额差异' }).count()).toBe(0)
  })

  test.each(LOOKS)(
    'no violation of WCAG: %s, %s, phone %s',
    async (locale, theme, phone) => {
      const seen = await signIn(browser, 'operations', { locale, theme, phone })
      const faults: string[] = []
      const look = async (page: Page, path: string) => {
        await page.goto(base + path)
        faults.push(...(await faultsOf(page)))
      }
      await look(seen.page, '/reconciliation?state=all')
      const { clients } = await ask<{ clients: { nodes: { id: string }[] } }>(
        seen.page,
        '{ clients(orderBy: [{ field: AUM, direction: DESC }], first: 1) { nodes { id } } }',
      )
      await look(seen.page, `/clients/${clients.nodes[0]?.id}?tab=holdings`)
      expect(faults).toEqual([])
      expect(seen.faults).toEqual([])
      await seen.context.close()
    },
    150_000,
  )
})
