import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

/** Figures are drawn anew when they are narrowed. */
const SLOW = { timeout: 15_000 }

describe.skipIf(!ready)('the cockpit', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'executive')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('narrows to a team and a region, whose clients are as many in their list', async () => {
    const { page } = visit
    await page.goto(`${base}/cockpit?map=clients`)
    await page.getByRole('heading', { level: 1, name: '驾驶舱' }).waitFor()
    await page.getByRole('button', { name: /^募集毛额/ }).waitFor()
    const map = page.getByRole('figure', { name: '地区分布' })
    const guangdong = async () =>
      Number(/: ?(\d+)/.exec((await map.getByRole('button', { name: /^广东/ }).textContent()) ?? '')?.[1])
    const firm = await guangdong()
    await page
      .getByRole('textbox', { name: '团队' })
      .or(page.getByRole('combobox', { name: '团队' }))
      .first()
      .click()
    await page.getByRole('option', { name: '深圳' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('team')).toMatch(/^team_/)
    const chips = page.getByRole('list', { name: '已生效的筛选' })
    await chips.getByRole('button', { name: /团队/ }).waitFor()
    await expect.poll(guangdong, SLOW).not.toBe(firm)
    const told = await guangdong()
    expect(told).toBeGreaterThan(0)
    await map.getByRole('button', { name: /^广东/ }).click()
    await chips.getByRole('button', { name: /省/ }).waitFor()
    await map.locator('button[aria-pressed=true]').waitFor()
    await map.getByRole('button', { name: /^广东/ }).click()
    await page.getByRole('heading', { level: 1, name: '客户' }).waitFor()
    expect(new URL(page.url()).searchParams.get('province')).toBe('44')
    const owner = new URL(page.url()).searchParams.get('owner')?.split(',')
    const { clients } = await ask<{ clients: { totalCount: number } }>(
      page,
      'query($o: [ID!]) { clients(filter: {province: {eq: "44"}, aum: {gte: "0.01"}, owner: {in: $o}}) { totalCount } }',
      { o: owner },
    )
    expect(clients.totalCount).toBe(told)
  })

  test('a card opens the clients that were counted, and a filter goes by its chip', async () => {
    const { page } = visit
    await page.goto(`${base}/cockpit?province=31`)
    await page.getByRole('button', { name: /^新增客户/ }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('behind')).toBe('K-11:new')
    await page.getByRole('region', { name: /构成客户/ }).waitFor()
    await page.getByRole('list', { name: '已生效的筛选' }).getByRole('button').first().click()
    await expect.poll(() => new URL(page.url()).searchParams.get('province')).toBeNull()
  })
})
