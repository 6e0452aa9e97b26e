import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base, launch, ready, signIn } from './house'

describe.skipIf(!ready)('signals', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a manager sees what calls for attention, funds that fell and silent clients', async () => {
    const { page, faults } = await signIn(browser, 'manager')
    await page.goto(`${base}/signals`)
    await page.getByRole('heading', { name: '信号' }).waitFor()
    await page.getByRole('tab', { name: '净值回撤' }).click()
    await page.getByRole('tab', { name: '沉默客户' }).click()
    await page.getByRole('tab', { name: '规则' }).click()
    await page.getByText('生效中：出厂规则').waitFor()
    expect(await page.getByRole('button', { name: '修改规则…' }).count()).toBe(0)
    expect(faults).toEqual([])
  })

  test('operations try other rules before they would hold', async () => {
    const { page, faults } = await signIn(browser, 'operations')
    await page.goto(`${base}/signals?tab=rules`)
    await page.getByRole('button', { name: '修改规则…' }).click()
    await page.getByRole('textbox', { name: '第 1 级预警阈值（%）' }).fill('12')
    await page.getByRole('button', { name: '试算当前触发范围' }).click()
    await page.getByText(/按此规则，当前回撤预警/).waitFor()
    await page.getByRole('textbox', { name: '第 1 级预警阈值（%）' }).fill('30')
    await page.getByRole('button', { name: '试算当前触发范围' }).click()
    await page.getByRole('alert').first().waitFor()
    expect(faults.filter((fault) => !/order/.test(String(fault)))).toEqual([])
  })
})
