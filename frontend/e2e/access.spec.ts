import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults'
import { base, launch, ownClient, ready, signIn } from './house'

describe.skipIf(!ready)('everybody can use it', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('no violation on the log-in page and in open overlays', async () => {
    const { page, context } = await signIn(browser, 'manager', { theme: 'dark' })
    const client = await ownClient(page)
    const faults: string[] = []
    await page.keyboard.press('Control+k')
    await page.getByRole('option').first().waitFor()
    faults.push(...(await faultsOf(page)))
    await page.keyboard.press('Escape')
    await page.goto(`${base}/clients/${client.id}`)
    await page.getByRole('button', { name: '记录互动' }).first().click()
    await page.getByRole('dialog').getByRole('textbox').first().waitFor()
    faults.push(...(await faultsOf(page)))
    await page.keyboard.press('Escape')
    await context.clearCookies()
    await page.goto(`${base}/login`)
    faults.push(...(await faultsOf(page)))
    expect(faults).toEqual([])
    await context.close()
  }, 90_000)

  test('focus returns to what opened a dialog', async () => {
    const { page, context } = await signIn(browser, 'manager')
    const client = await ownClient(page)
    await page.goto(`${base}/clients/${client.id}`)
    const opener = page.getByRole('button', { name: '新建任务' }).first()
    await opener.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => opener.evaluate((button) => button === document.activeElement)).toBe(true)
    await context.close()
  })
})
