import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults'
import { ask, base, LOOKS, launch, ready, signIn, type Visit } from './house'

type Found = { id: string; name: string; nav: string; navDate: string }
async function lastFund(page: Page): Promise<Found> {
  const { products } = await ask<{ products: { nodes: Found[] } }>(
    page,
    '{ products(first: 1, orderBy: [{ field: CODE, direction: DESC }]) { nodes { id name nav navDate } } }',
  )
  if (!products.nodes[0]) throw new Error('no fund')
  return products.nodes[0]
}
async function someClient(page: Page): Promise<{ id: string; name: string }> {
  const { clients } = await ask<{ clients: { nodes: { id: string; name: string }[] } }>(
    page,
    '{ clients(filter: { state: { eq: "existing" } }, orderBy: [{ field: AUM, direction: DESC }], first: 1) { nodes { id name } } }',
  )
  if (!clients.nodes[0]) throw new Error('no client')
  return clients.nodes[0]
}
/** Opens a list and takes what has this text. */
async function pick(page: Page, label: string, typed: string, text: string | RegExp): Promise<void> {
  const field = page.getByRole('dialog').getByLabel(label)
  await field.click()
  if (typed) await field.fill(typed)
  await page.getByRole('option', { name: text }).first().click()
}

describe.skipIf(!ready)('booking and the terms of a fund', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'operations')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('a purchase is reviewed with its units, lots and money, then booked', async () => {
    const { page } = visit
    const fund = await lastFund(page)
    const client = await someClient(page)
    await page.goto(`${base}/clients/${client.id}?tab=holdings`)
    const rows = page.getByRole('region', { name: '交易' }).locator('tbody tr')
    await rows.first().waitFor()
    await page.getByRole('button', { name: '录入交易' }).click()
    const dialog = page.getByRole('dialog', { name: '录入交易' })
    await dialog.waitFor()
    const review = dialog.getByRole('button', { name: '预览' })
    expect(await review.isDisabled()).toBe(true)
    await pick(page, '产品', fund.name, new RegExp(fund.name))
    await dialog.getByLabel('确认日').fill(fund.navDate)
    await dialog.getByLabel('确认日').press('Tab')
    await dialog.getByLabel('金额').fill('101万')
    await review.click()
    await dialog.getByText('客户支付').waitFor()
    expect(await dialog.textContent()).toContain('1,010,000.00 CNY')
    expect(await dialog.getByRole('region', { name: '份额明细' }).locator('tbody tr').count()).toBe(1)
    await dialog.getByRole('button', { name: '确认入账' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect
      .poll(() => rows.filter({ hasText: fund.navDate }).filter({ hasText: fund.name }).count())
      .toBeGreaterThan(0)
  })

  test('the NAV in force is filled in with its day, and what is typed stays', async () => {
    const { page } = visit
    const fund = await lastFund(page)
    await page.goto(`${base}/products/${fund.id}?tab=holders`)
    await page.getByRole('button', { name: '录入交易' }).click()
    const dialog = page.getByRole('dialog', { name: '录入交易' })
    const nav = dialog.getByLabel('单位净值')
    await dialog.getByLabel('确认日').fill(fund.navDate)
    await dialog.getByLabel('确认日').press('Tab')
    await expect.poll(() => nav.inputValue()).toBe(fund.nav)
    await dialog.getByText(`净值日期 ${fund.navDate}。`).waitFor()
    await dialog.getByLabel('确认日').fill('1999-01-04')
    await dialog.getByLabel('确认日').press('Tab')
    await dialog.getByText('截至该日没有已公布的净值').waitFor()
    expect(await nav.inputValue()).toBe('')
    await nav.fill('1.5')
    await dialog.getByLabel('确认日').fill(fund.navDate)
    await dialog.getByLabel('确认日').press('Tab')
    await dialog.getByText(`当时适用的净值为 ${fund.navDate} 的 ${fund.nav}。`).waitFor()
    expect(await nav.inputValue()).toBe('1.5')
    await page.keyboard.press('Escape')
  })

  test('an opening balance brings its lots, and units go over to another client with them', async () => {
    const { page } = visit
    const fund = await lastFund(page)
    const client = await someClient(page)
    const { createClient: heir } = await ask<{ createClient: { id: string; name: string } }>(
      page,
      'mutation New($input: CreateClientInput!) { createClient(input: $input) { id name } }',
      { input: { name: `承继${Date.now() % 1_000_000}`, kind: 'individual', allowDuplicate: true } },
    )
    await page.goto(`${base}/clients/${heir.id}?tab=holdings`)
    await page.getByRole('button', { name: '录入交易' }).click()
    const dialog = page.getByRole('dialog', { name: '录入交易' })
    await pick(page, '产品', fund.name, new RegExp(fund.name))
    await pick(page, '类型', '', '期初')
    await dialog.getByLabel('余额基准日').fill(fund.navDate)
    await dialog.getByLabel('余额基准日').press('Tab')
    await expect.poll(() => dialog.getByLabel('单位净值').inputValue()).toBe(fund.nav)
    for (const [n, day, units, cost] of [
      [0, '2020-05-08', '1000', '900'],
      [1, '2021-06-04', '500', '700'],
    ] as const) {
      if (n) await dialog.getByRole('button', { name: '添加一笔份额' }).click()
      await dialog.getByLabel('买入日').nth(n).fill(day)
      await dialog.getByLabel('买入日').nth(n).press('Tab')
      await dialog
        .getByRole('textbox', { name: /^份额[\s*]*$/ })
        .nth(n)
        .fill(units)
      await dialog.getByLabel('成本').nth(n).fill(cost)
    }
    await dialog.getByRole('button', { name: '预览' }).click()
    const lots = dialog.getByRole('region', { name: '份额明细' }).locator('tbody tr')
    await expect.poll(() => lots.count()).toBe(2)
    expect(await dialog.textContent()).toContain('1,600.00')
    await dialog.getByRole('button', { name: '确认入账' }).click()
    await dialog.waitFor({ state: 'detached' })

    await page.getByRole('button', { name: '录入交易' }).click()
    await pick(page, '产品', fund.name, new RegExp(fund.name))
    await pick(page, '类型', '', '过户给其他客户')
    await pick(page, '转给客户', client.name, new RegExp(client.name))
    await dialog.getByLabel('确认日').fill(fund.navDate)
    await dialog.getByLabel('确认日').press('Tab')
    await expect.poll(() => dialog.getByLabel('单位净值').inputValue()).toBe(fund.nav)
    await dialog.getByRole('textbox', { name: /^份额[\s*]*$/ }).fill('1200')
    await dialog.getByRole('button', { name: '预览' }).click()
    await dialog.getByRole('heading', { name: new RegExp(client.name) }).waitFor()
    await dialog.getByRole('button', { name: '确认入账' }).click()
    await dialog.waitFor({ state: 'detached' })
    const { it } = await ask<{ it: { lots: { openedOn: string; units: string }[] } }>(
      page,
      'query Left($id: ID!) { it: client(id: $id) { lots(open: true) { openedOn units } } }',
      { id: heir.id },
    )
    expect(it.lots).toEqual([{ openedOn: '2021-06-04', units: '300' }])
  })

  test('more units out than there are is refused in words, and nothing typed is lost', async () => {
    const { page } = visit
    const fund = await lastFund(page)
    const client = await someClient(page)
    await page.goto(`${base}/products/${fund.id}?tab=holders`)
    await page.getByRole('button', { name: '录入交易' }).click()
    const dialog = page.getByRole('dialog', { name: '录入交易' })
    await pick(page, '客户', client.name, new RegExp(client.name))
    await pick(page, '类型', '', '赎回')
    await dialog.getByLabel('确认日').fill(fund.navDate)
    await dialog.getByLabel('确认日').press('Tab')
    await dialog.getByLabel('份额').fill('999999999')
    await dialog.getByRole('button', { name: '预览' }).click()
    await dialog.getByText('份额不足').waitFor()
    expect(await dialog.getByLabel('份额').inputValue()).toBe('999999999')
    await page.keyboard.press('Escape')
  })

  test('fees, a class and open days are set where they are shown, and a second opening of a week is refused', async () => {
    const { page } = visit
    const fund = await lastFund(page)
    await page.goto(`${base}/products/${fund.id}?tab=terms`)
    await page.getByRole('button', { name: '设置费率' }).click()
    const fees = page.getByRole('dialog', { name: '费率' })
    await fees.getByLabel('管理费年率（%）').fill('1.25')
    await fees.getByRole('button', { name: '添加一档' }).click()
    await fees.getByLabel('持有少于（天）').last().fill('30')
    await fees
      .getByLabel(/^费率（%）/)
      .last()
      .fill('2')
    await fees.getByRole('button', { name: '保存' }).click()
    await fees.waitFor({ state: 'detached' })
    await page.getByRole('region', { name: '费率', exact: true }).getByText('1.25%').first().waitFor()

    await page.getByRole('button', { name: '编辑开放日' }).click()
    const days = page.getByRole('dialog', { name: /开放日/ })
    const lines = days.getByRole('button', { name: /^移除/ })
    await days.getByRole('button', { name: '添加开放期' }).waitFor()
    const before = await lines.count()
    for (const day of ['2031-03-03', '2031-03-05']) {
      await days.getByRole('button', { name: '添加开放期' }).click()
      await days.getByLabel('首日').last().fill(day)
      await days.getByLabel('首日').last().press('Tab')
    }
    await days.getByRole('button', { name: '保存' }).click()
    await days.getByText('开放次数超过规定').waitFor()
    await lines.last().click()
    expect(await lines.count()).toBe(before + 1)
    await days.getByRole('button', { name: '保存' }).click()
    await days.waitFor({ state: 'detached' })
    await page.getByRole('region', { name: '后续开放日' }).getByText('2031-03-03').first().waitFor()

    await page.getByRole('button', { name: '新增份额类别' }).click()
    const added = page.getByRole('dialog', { name: '新增份额类别' })
    await added.getByLabel('份额类别').fill('C')
    await added.getByLabel('代码').fill(`KL${Date.now() % 1_000_000}`)
    await added.getByRole('button', { name: '保存' }).click()
    await added.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '更改 C' }).waitFor()
  })

  test('who may not book finds no way to it', async () => {
    const manager = await signIn(browser, 'manager')
    const fund = await lastFund(manager.page)
    await manager.page.goto(`${base}/products/${fund.id}?tab=terms`)
    await manager.page.getByRole('region', { name: '费率', exact: true }).waitFor()
    expect(await manager.page.getByRole('button', { name: /设置费率|编辑开放日|新增份额类别|录入交易/ }).count()).toBe(
      0,
    )
    await manager.context.close()
  })

  test.each(LOOKS)(
    'no violation of WCAG in the dialogs: %s, %s, phone %s',
    async (locale, theme, phone) => {
      const seen = await signIn(browser, 'operations', { locale, theme, phone })
      const { page } = seen
      const fund = await lastFund(page)
      const faults: string[] = []
      const shot = (name: string) =>
        process.env.STARTRAIL_SHOTS
          ? page.screenshot({ path: `e2e/shots/${name}-${locale}-${theme}${phone ? '-phone' : ''}.png` })
          : null
      const opened = async (tab: string, button: RegExp, name: string) => {
        await page.goto(`${base}/products/${fund.id}?tab=${tab}`)
        await page.getByRole('button', { name: button }).first().click()
        await page
          .getByRole('dialog')
          .getByRole('button', { name: /取消|Cancel/ })
          .waitFor()
        await expect.poll(() => page.getByRole('dialog').locator('[aria-busy=true]').count()).toBe(0)
        await shot(name)
        expect([name, await page.evaluate(() => window.innerWidth)]).toEqual([name, phone ? 390 : 1440])
        faults.push(...(await faultsOf(page)))
      }
      await opened('terms', /设置费率|Set fee terms/, 'fee-terms')
      await opened('terms', /编辑开放日|Edit open days/, 'open-days')
      await opened('terms', /新增份额类别|Add a share class/, 'share-class')
      await opened('holders', /录入交易|Book a transaction/, 'booking')
      await page.goto(`${base}/products/${fund.id}?tab=terms`)
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      await shot('terms')
      expect(faults).toEqual([])
      expect(seen.faults).toEqual([])
      await seen.context.close()
    },
    150_000,
  )
})
