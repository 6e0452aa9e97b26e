import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base, launch, ready, signIn } from './house'

describe.skipIf(!ready)('opportunities', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('operations see what there is with its figures, and may do nothing with it', async () => {
    const { page, faults } = await signIn(browser, 'operations')
    await page.goto(`${base}/opportunities`)
    await page.getByRole('heading', { name: '商机' }).first().waitFor()
    await page.getByText('近一年成交').waitFor()
    const list = page.getByRole('list', { name: '商机' })
    await list.getByRole('listitem').first().waitFor()
    expect(await list.getByRole('listitem').count()).toBeGreaterThan(3)
    expect(await page.getByRole('button', { name: '忽略…' }).count()).toBe(0)
    await page.getByRole('link', { name: '在驾驶舱查看' }).first().waitFor()
    expect(faults).toEqual([])
  })

  test('a manager dismisses one with a reason and takes it back, on a phone as well', async () => {
    const { page, faults } = await signIn(browser, 'manager')
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(`${base}/opportunities?view=dismissed`)
    await page.getByText('近一年成交').waitFor()
    await page.goto(`${base}/opportunities`)
    const first = page.getByRole('list', { name: '商机' }).getByRole('listitem').first()
    await first.waitFor()
    const box = await first.getByRole('button', { name: '忽略…' }).boundingBox()
    expect(box?.height).toBeGreaterThanOrEqual(44)
    await first.getByRole('button', { name: '忽略…' }).click()
    await page.getByRole('button', { name: '忽略', exact: true }).click()
    await page.getByText('已忽略：1').waitFor()
    await page.goto(`${base}/opportunities?view=dismissed`)
    await page.getByRole('button', { name: '撤销忽略', exact: true }).first().click()
    await page.getByText('已撤销忽略。').waitFor()
    expect(faults).toEqual([])
  })
})
