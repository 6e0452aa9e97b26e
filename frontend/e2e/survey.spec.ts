import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base, launch, ready, signIn } from './house'

describe.skipIf(!ready)('the voice of clients', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('answers are read, narrowed and followed up', async () => {
    const { page, faults } = await signIn(browser, 'manager')
    await page.goto(`${base}/voice?view=low`)
    await page.getByRole('heading', { name: '客户之声' }).waitFor()
    await page.getByRole('list', { name: '答复' }).getByRole('listitem').first().waitFor()
    const one = page.getByRole('list', { name: '答复' }).getByRole('listitem').first()
    await one.getByRole('button', { name: /记录跟进结果|修改跟进记录/ }).click()
    await page.getByRole('textbox', { name: '沟通内容与处理' }).fill('已致电，约定下周回访')
    await page.getByRole('button', { name: '保存' }).click()
    await one.getByText('已致电，约定下周回访').waitFor()
    expect(faults).toEqual([])
  }, 120_000)

  test('figures stand apart, with response rate and margin', async () => {
    const { page, faults } = await signIn(browser, 'executive')
    await page.goto(`${base}/voice?tab=figures`)
    await page.getByText('满意度（CSAT）').first().waitFor()
    await page
      .getByText(/95% 置信区间/)
      .first()
      .waitFor()
    await page.getByRole('region', { name: '按分层' }).waitFor()
    expect(faults).toEqual([])
  }, 120_000)

  test('a round is drafted with whom it would ask, started and ended', async () => {
    const { page, faults } = await signIn(browser, 'operations')
    await page.goto(`${base}/voice?tab=waves`)
    await page.getByRole('button', { name: '新建调查' }).click()
    await page.getByRole('textbox', { name: '调查名称' }).fill('故事 NPS')
    await page.getByText(/位客户中可询问/).waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: '保存草稿' }).click()
    const round = page.getByRole('list', { name: 'NPS 调查' }).getByRole('listitem').filter({ hasText: '故事 NPS' })
    await round.getByRole('button', { name: '放弃草稿' }).click()
    await round.getByText('已结束').waitFor()
    expect(faults).toEqual([])
  }, 120_000)

  test('a link that is none says so, on a phone and without an account', async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
    const page = await context.newPage()
    await page.goto(`${base}/survey#nothing`)
    await page.getByText('此链接已失效或不完整。').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    await context.close()
  })
})
