import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults'
import { ask, base, LOOKS, launch, ready, signIn, type Visit } from './house'

const rowsOf = (page: Page, region: string) => page.getByRole('region', { name: region }).locator('tbody tr')

describe.skipIf(!ready)('payments, revenue and rates', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'finance')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('an open payment is matched with the order it fits, and the match is taken back with a reason', async () => {
    const { page } = visit
    await page.goto(`${base}/reconciliation/payments?state=open`)
    const rows = rowsOf(page, '到账')
    await rows.first().waitFor()
    const before = await rows.count()
    const payer = ((await rows.first().getByRole('cell').nth(1).textContent()) ?? '').replace(/\*.*/, '')
    await rows.first().getByRole('button', { name: /^匹配/ }).click()
    const dialog = page.getByRole('dialog', { name: '这笔到账的用途' })
    const confirm = dialog.getByRole('button', { name: '匹配', exact: true })
    expect(await confirm.isDisabled()).toBe(true)
    await dialog.getByRole('group', { name: '可能对应的申请' }).getByRole('radio').first().check()
    await confirm.click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(before - 1)
    await page.goto(`${base}/reconciliation/payments?state=matched`)
    const own = rows.filter({ hasText: payer }).first()
    await own.getByRole('button', { name: /^取消匹配/ }).click()
    const again = page.getByRole('dialog', { name: '重新打开这笔到账' })
    await again.getByLabel('原因').fill('匹配错了')
    await again.getByRole('button', { name: '保存' }).click()
    await again.waitFor({ state: 'detached' })
    await page.goto(`${base}/reconciliation/payments?state=open`)
    await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(before)
  })

  test('revenue is told by month and by client, and a client’s entries add up to his sum', async () => {
    const { page } = visit
    await page.goto(`${base}/reconciliation/revenue`)
    const chart = page.getByRole('figure', { name: '按月收入' })
    await chart.waitFor()
    await chart.getByRole('button', { name: '显示为表格' }).click()
    await chart.getByRole('table').waitFor()
    await rowsOf(page, '按客户')
      .first()
      .getByRole('button', { name: /^详细信息/ })
      .click()
    await page.waitForURL(/client=/)
    const client = new URL(page.url()).searchParams.get('client') ?? ''
    const year = new Date().getFullYear()
    const span = { from: `${year}-01-01`, to: `${year + 1}-01-01` }
    const { revenueByClient, revenues } = await ask<{
      revenueByClient: { amount: string; client: { id: string } }[]
      revenues: { nodes: { amount: string }[] }
    }>(
      page,
      `query Sums($from: Date!, $to: Date!, $client: ID!) { revenueByClient(from: $from, to: $to) { amount client { id } }
        revenues(from: $from, to: $to, client: $client, first: 100) { nodes { amount } } }`,
      { ...span, client },
    )
    const told = revenueByClient.find((each) => each.client.id === client)?.amount ?? ''
    const added = revenues.nodes.reduce((sum, each) => sum + Math.round(Number(each.amount) * 100), 0)
    expect(added).toBe(Math.round(Number(told) * 100))
    await expect.poll(() => rowsOf(page, '明细').count()).toBe(Math.min(20, revenues.nodes.length))
  })

  test('what was paid otherwise than ordered, and fees that were not received, are told by month with their reason', async () => {
    const { page } = visit
    await page.goto(`${base}/reconciliation/differences`)
    const fees = rowsOf(page, '费用差异')
    await fees.first().waitFor()
    const text = (await page.getByRole('region', { name: '费用差异' }).textContent()) ?? ''
    expect(text).toMatch(/未收到|金额不符/)
    const from = page.getByRole('textbox', { name: '月份' }).or(page.getByRole('combobox', { name: '月份' }))
    const month = await from.first().inputValue()
    const { feeDifferences } = await ask<{ feeDifferences: unknown[] }>(
      page,
      'query Fees($from: Date!, $to: Date!) { feeDifferences(from: $from, to: $to) { reason } }',
      { from: `${month}-01`, to: `${month}-28` },
    )
    expect(await fees.count()).toBe(Math.min(200, feeDifferences.length))
  })

  test('a rate is corrected, and the list shows the new one', async () => {
    const { page } = visit
    await page.goto(`${base}/reconciliation/rates?currency=USD`)
    const rows = rowsOf(page, '汇率')
    await rows.first().waitFor()
    await rows.first().getByRole('button', { name: /^更正/ }).click()
    const dialog = page.getByRole('dialog', { name: '录入汇率' })
    await dialog.getByLabel('折合人民币').fill('7.4321')
    await dialog.getByText('该日已有汇率').waitFor()
    await dialog.getByRole('button', { name: '更正' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => rows.first().textContent(), { timeout: 10_000 }).toContain('7.4321')
  })

  test('a manager has no way to the books, and sees which of his clients’ holdings changed', async () => {
    const manager = await signIn(browser, 'manager')
    const { page } = manager
    await page.goto(base)
    await page.getByRole('heading', { name: '持仓变动' }).waitFor()
    expect(await page.getByRole('navigation').getByRole('link', { name: '对账与收入' }).count()).toBe(0)
    expect(manager.faults).toEqual([])
    await manager.context.close()
  })

  test.each(LOOKS)(
    'no violation of WCAG: %s, %s, phone %s',
    async (locale, theme, phone) => {
      const seen = await signIn(browser, 'finance', { locale, theme, phone })
      const { page } = seen
      const faults: string[] = []
      const look = async (name: string) => {
        if (process.env.STARTRAIL_SHOTS)
          await page.screenshot({ path: `e2e/shots/${name}-${locale}-${theme}${phone ? '-phone' : ''}.png` })
        expect([name, await page.evaluate(() => window.innerWidth)]).toEqual([name, phone ? 390 : 1440])
        faults.push(...(await faultsOf(page)))
      }
      for (const part of ['payments', 'differences', 'revenue', 'rates']) {
        await page.goto(`${base}/reconciliation/${part}${part === 'payments' ? '?state=all' : ''}`)
        await page.locator('tbody tr').first().waitFor()
        await page.waitForTimeout(500)
        await look(part)
      }
      await page.goto(`${base}/reconciliation/payments?state=open`)
      await page
        .getByRole('button', { name: /^(匹配|Match)/ })
        .first()
        .click()
      await page.getByRole('radio').first().waitFor()
      await look('match')
      expect(faults).toEqual([])
      expect(seen.faults).toEqual([])
      await seen.context.close()
    },
    150_000,
  )
})
