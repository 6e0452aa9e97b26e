import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { base, launch, ready, signIn, type Visit } from './house'

describe.skipIf(!ready)('audit', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'compliance')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('entries are found by what was done, and the whole chain is checked at a push of a button', async () => {
    const { page } = visit
    await page.goto(`${base}/audit`)
    const entries = page.getByRole('region', { name: '审计记录' })
    await entries.getByRole('row').nth(1).waitFor()
    expect(await faultsNow(page)).toEqual([])
    await page.getByRole('combobox', { name: '操作' }).click()
    await page.getByRole('option', { name: '登录' }).click()
    await entries.getByRole('row', { name: /登录/ }).first().waitFor()
    expect(page.url()).toContain('kind=SIGN_INS')
    await page.getByRole('button', { name: '立即核对' }).click()
    await page.getByText(/条已封存记录均未被改动/).waitFor()
    await page.getByText('完整', { exact: true }).waitFor()
    await page.getByRole('button', { name: '清除筛选' }).click()
    await entries
      .getByRole('row', { name: /核对审计/ })
      .first()
      .waitFor()
    expect(await faultsNow(page)).toEqual([])
  })
})
