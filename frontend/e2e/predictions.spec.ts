import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base, launch, ready, signIn } from './house'

describe.skipIf(!ready)('predictions', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('who may leave and why; a reason is doubted, a client is taken out and comes back', async () => {
    const { page, faults } = await signIn(browser, 'manager')
    await page.goto(`${base}/predictions?of=mine`)
    await page.getByRole('heading', { name: '预测' }).waitFor()
    const why = page.getByRole('button', { name: '查看原因' }).first()
    // The worker scores once it has started; until then the page says so.
    for (let n = 0; n < 40 && !(await why.isVisible()); n += 1) {
      await page.reload()
      await why.waitFor({ timeout: 3_000 }).catch(() => undefined)
    }
    await why.click()
    await page.getByRole('heading', { name: '升高因素' }).waitFor()
    await page
      .getByRole('button', { name: /^原因不符/ })
      .first()
      .click()
    await page.getByRole('textbox', { name: '实际情况' }).fill('昨天刚见过面')
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByText('谢谢，已记录。').waitFor()
    await page.getByRole('region', { name: '流失预警' }).getByRole('link').first().click()
    await page.getByRole('button', { name: '客户拒绝预测…' }).click()
    await page.getByRole('textbox', { name: '客户以何种方式提出' }).fill('书面')
    await page.getByRole('button', { name: '停止预测' }).click()
    await page.getByText('客户拒绝对其进行预测。').waitFor()
    await page.getByRole('button', { name: '客户恢复同意' }).click()
    await page.getByText('该客户目前没有预测。').waitFor()
    expect(faults).toEqual([])
  }, 200_000)

  test('operations see the versions of a model, or that there is too little to learn from', async () => {
    const { page, faults } = await signIn(browser, 'operations')
    await page.goto(`${base}/predictions?tab=model`)
    await page.getByRole('region', { name: '版本' }).waitFor()
    await page.getByRole('button', { name: '重新训练' }).waitFor()
    expect(faults).toEqual([])
  })
})
