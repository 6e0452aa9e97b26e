import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

type Found = { clients: { totalCount: number; nodes: { id: string; name: string }[] } }
const inTier = (page: Page, tier: string, more = '') =>
  ask<Found>(page, `{ clients(filter: {tier: {eq: "${tier}"} ${more}}) { totalCount nodes { id name } } }`)

/** Edits the bound of 高净值 in the open editor and puts the model in force. */
async function publish(page: Page, amount: string | null): Promise<void> {
  const editor = page.getByRole('region', { name: '下一版' })
  if (amount) await editor.getByRole('textbox', { name: '高净值的门槛（元）', exact: true }).fill(amount)
  await editor.getByText(/位客户将变动层级/).waitFor()
  await editor.getByRole('button', { name: '发布' }).click()
  const review = page.getByRole('dialog', { name: /发布第 \d+ 版？/ })
  await review.getByText('hnw: 门槛').waitFor()
  await review.getByRole('button', { name: '发布' }).click()
  await review.waitFor({ state: 'detached' })
  await editor.waitFor({ state: 'detached' })
}

describe.skipIf(!ready)('tiers', () => {
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

  test('a bound of five million says who would move, moves them, and is taken back', async () => {
    const { page } = visit
    await page.goto(`${base}/tiers`)
    await page.getByText(/按本人存续规模：超高净值高于3000万元，高净值不低于300万元/).waitFor()
    const before = (await inTier(page, 'hnw')).clients.totalCount
    await page.getByRole('button', { name: '编辑模型' }).click()
    await publish(page, '5000000.00')
    await page.getByText('现行：第 2 版').waitFor()
    await expect
      .poll(async () => (await inTier(page, 'hnw')).clients.totalCount, { timeout: 30_000 })
      .toBeLessThan(before)
    const moved = (await inTier(page, 'affluent', 'aum: {gte: "3200000"}')).clients.nodes[0]
    await page.goto(`${base}/clients/${moved?.id}`)
    await page.getByRole('button', { name: '为何在此层级' }).first().click()
    const why = page.getByRole('dialog', { name: '为何在此层级' })
    await why.getByText(/起，因模型调整/).waitFor()
    await why.getByText('距高净值还差').waitFor()
    await why.getByRole('region', { name: '评分' }).getByText('资产规模').waitFor()
    await page.goto(`${base}/tiers`)
    await page.getByRole('button', { name: '恢复为此版本 第 1 版' }).click()
    await publish(page, null)
    await page.getByText('现行：第 3 版').waitFor()
    // Who was held below the bound by the hysteresis has left it, and comes in again by the bound alone.
    const { clients } = await ask<Found>(
      page,
      '{ clients(filter: {aum: {gte: "3000000"}}) { totalCount nodes { id } } }',
    )
    const above = (await inTier(page, 'uhnw')).clients.totalCount
    await expect
      .poll(async () => (await inTier(page, 'hnw')).clients.totalCount + above, { timeout: 30_000 })
      .toBe(clients.totalCount)
  })

  test('the list shows tiers as chips and narrows by one', async () => {
    const { page } = visit
    await page.goto(`${base}/clients?tier=uhnw`)
    const { clients } = await inTier(page, 'uhnw')
    await page.getByRole('gridcell', { name: '超高净值' }).first().waitFor()
    expect(clients.totalCount).toBeGreaterThan(0)
    await page.getByRole('button', { name: /客户层级.*超高净值/ }).waitFor()
  })

  test('moves between two days lead to the clients behind them', async () => {
    const { page } = visit
    await page.goto(`${base}/tiers?tab=moves`)
    const matrix = page.getByRole('region', { name: '层级迁移' })
    await matrix.getByRole('rowheader', { name: '高净值', exact: true }).waitFor()
    await matrix.getByRole('button', { name: /富裕 → 高净值的客户/ }).click()
    await page.getByRole('heading', { name: '富裕 → 高净值' }).waitFor()
    await page.getByRole('region', { name: '富裕 → 高净值' }).getByRole('link', { name: '周若溪' }).waitFor()
  })
})
