import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base, launch, ownClient, ready, signIn } from './house'

describe.skipIf(!ready)('care', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a manager notes a lunar birthday, sees it by both calendars, and takes it back', async () => {
    const { page, faults } = await signIn(browser, 'manager')
    const client = await ownClient(page, 1)
    await page.goto(`${base}/clients/${client.id}?tab=care`)
    await page.getByRole('button', { name: '登记日子…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: '类型' }).or(dialog.getByLabel('类型')).first().click()
    await page.getByRole('option', { name: '结婚纪念日' }).click()
    await dialog.getByLabel('历法').first().click()
    await page.getByRole('option', { name: '农历' }).click()
    await dialog.getByLabel('月').first().click()
    await page.getByRole('option', { name: '六月' }).first().click()
    await dialog
      .getByLabel(/^日( \*)?$/)
      .first()
      .click()
    await page.getByRole('option', { name: '十五', exact: true }).click()
    await dialog.getByRole('button', { name: '保存' }).click()
    await page.getByText('农历六月十五').waitFor()
    await page.getByRole('button', { name: '移除' }).last().click()
    await page.getByRole('button', { name: '撤销' }).click()
    await page.getByText('农历六月十五').waitFor()
    expect(faults).toEqual([])
  })

  test('several are greeted at once, and it says who is left out', async () => {
    const { page, faults } = await signIn(browser, 'manager')
    await page.goto(`${base}/care?days=60`)
    await page.getByRole('checkbox', { name: '选择全部尚未问候的' }).check()
    await page.getByRole('button', { name: /^问候 \d+ 位客户…$/ }).click()
    await page.getByText(/位客户中 \d+ 位可以问候/).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: '取消' }).click()
    await page.getByRole('tab', { name: '月份' }).click()
    await page.getByRole('tab', { name: '规则' }).click()
    await page
      .getByText(/现行：/)
      .first()
      .waitFor()
    expect(faults).toEqual([])
  })

  test('operations try other rules, and see that a year is not announced', async () => {
    const { page, faults } = await signIn(browser, 'operations')
    await page.goto(`${base}/care?tab=rules`)
    await page.getByRole('button', { name: '修改规则…' }).click()
    await page.getByRole('button', { name: '预览效果' }).click()
    await page.getByText(/未来 30 天：任务 \d+ 个/).waitFor()
    await page.goto(`${base}/care?tab=holidays&year=2031`)
    await page.getByText('尚未公布').waitFor()
    expect(faults).toEqual([])
  })
})
