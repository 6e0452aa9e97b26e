import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults'
import { ask, base, LOOKS, launch, ready, signIn, type Visit } from './house'

const rowOf = (page: Page, row: number) => page.locator(`[role=row][data-row="${row}"]`)
const BELL_WETHER = '明远成长五号'

type Fund = { id: string; code: string; name: string }
async function fund(page: Page, name: string): Promise<Fund> {
  const { products } = await ask<{ products: { nodes: Fund[] } }>(
    page,
    'query Fund($name: String!) { products(search: $name, first: 1) { nodes { id code name } } }',
    { name },
  )
  const found = products.nodes[0]
  if (!found) throw new Error(`no fund called ${name}`)
  return found
}

describe.skipIf(!ready)('funds', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'manager')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('the list is narrowed by risk and sorted by NAV, and the URL says so', async () => {
    const { page } = visit
    await page.goto(`${base}/products`)
    await page.getByRole('grid', { name: '产品' }).waitFor()
    await page.getByRole('columnheader', { name: /^净值(?!日期)/ }).click()
    await page.waitForURL(/sort=nav/)
    await page.getByRole('button', { name: '风险', exact: true }).click()
    await page.getByRole('option', { name: 'R4' }).click()
    await page.waitForURL(/risk=R4/)
    await page.keyboard.press('Escape')
    const { products } = await ask<{ products: { totalCount: number; nodes: Fund[] } }>(
      page,
      '{ products(filter: { riskLevel: { eq: "R4" } }, orderBy: [{ field: NAV }], first: 1) { totalCount nodes { name } } }',
    )
    await expect.poll(() => rowOf(page, 0).textContent()).toContain(products.nodes[0]?.name)
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(products.totalCount + 1))
  })

  test('a fund is found by its code, opened by keyboard, and shows how deep it fell', async () => {
    const { page } = visit
    const { code } = await fund(page, BELL_WETHER)
    await page.goto(`${base}/products?q=${code}`)
    await rowOf(page, 0).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: BELL_WETHER }).waitFor()
    const chart = page.getByRole('figure', { name: '回撤' })
    await chart.waitFor()
    expect(await chart.textContent()).toContain('10.6%')
    await chart.getByRole('button', { name: '显示为表格' }).click()
    await chart.getByRole('table').waitFor()
  })

  test('the NAVs as known on an earlier day leave out what came later', async () => {
    const { page } = visit
    const { id } = await fund(page, BELL_WETHER)
    await page.goto(`${base}/products/${id}?known=2025-12-31`)
    await page.getByText('截至 2025-12-31 当日所知的净值').waitFor()
    const first = page.getByRole('region', { name: '近期净值' }).getByRole('row').nth(1)
    await first.waitFor()
    expect((await first.textContent()) ?? '').toMatch(/^2025-12/)
  })

  test('terms tell fees and the openings to come', async () => {
    const { page } = visit
    const { id } = await fund(page, BELL_WETHER)
    await page.goto(`${base}/products/${id}?tab=terms`)
    await page.getByRole('region', { name: '费率' }).waitFor()
    expect(await page.getByRole('region', { name: '后续开放日' }).getByRole('row').count()).toBeGreaterThan(2)
  })

  test('the manager sees his own holders with their gains, the executive more of them', async () => {
    const { id } = await fund(visit.page, BELL_WETHER)
    const holders = async (page: Page) => {
      await page.goto(`${base}/products/${id}?tab=holders`)
      const rows = page.getByRole('region', { name: '持有人', exact: true }).locator('tbody tr')
      await rows.first().waitFor()
      const { holders } = await ask<{ holders: { totalCount: number } }>(
        page,
        'query Holders($id: ID!) { holders(product: $id) { totalCount } }',
        { id },
      )
      expect(await rows.count()).toBe(Math.min(50, holders.totalCount))
      return holders.totalCount
    }
    const few = await holders(visit.page)
    const executive = await signIn(browser, 'executive')
    expect(await holders(executive.page)).toBeGreaterThan(few)
    await executive.context.close()
  })

  test('payouts and splits are marked on the NAVs and listed', async () => {
    // Of a fund of which no other story tells anything.
    const { products } = await ask<{ products: { nodes: (Fund & { navPoints: object[] })[] } }>(
      visit.page,
      '{ products(first: 20) { nodes { id code name navPoints { date } } } }',
    )
    const quiet = products.nodes.findLast(({ name, navPoints }) => name !== BELL_WETHER && navPoints.length > 0)
    if (!quiet) throw new Error('the demo firm has one fund with NAVs alone')
    const { id } = quiet
    const operations = await signIn(browser, 'operations')
    const { page } = operations
    await page.goto(`${base}/products/${id}`)
    await page.getByRole('region', { name: '近期净值' }).waitFor()
    const listed = page.getByRole('region', { name: '分红与拆分' })
    const before = Math.max(0, (await listed.getByRole('row').count()) - 1)
    const { product } = await ask<{ product: { navPoints: { date: string; unit: string }[] } }>(
      page,
      'query Navs($id: ID!) { product(id: $id) { navPoints { date unit } } }',
      { id },
    )
    const last = product.navPoints.at(-1)
    await ask(page, 'mutation Nav($input: PublishNavInput!) { publishNav(input: $input) { id } }', {
      input: { product: id, date: last?.date, unit: last?.unit, dividend: '0.0100', reason: '补记分红' },
    })
    await page.reload()
    await expect.poll(() => listed.getByRole('row').count(), { timeout: 15_000 }).toBe(before + 2)
    expect(await listed.textContent()).toContain('0.0100')
    const chart = page.getByRole('figure', { name: '净值', exact: true })
    await chart.getByRole('button', { name: '显示为表格' }).click()
    await chart.getByRole('columnheader', { name: '分红或拆分' }).waitFor()
    expect(operations.faults).toEqual([])
    await operations.context.close()
  })

  test('who changed what of a fund is told to operations and compliance, not to the executive', async () => {
    const { id } = await fund(visit.page, BELL_WETHER)
    const history = 'query History($id: ID!) { fundHistory(product: $id, first: 1) { totalCount } }'
    const operations = await signIn(browser, 'operations')
    const { totalCount } = (await ask<{ fundHistory: { totalCount: number } }>(operations.page, history, { id }))
      .fundHistory
    const trailRate = `0.00${Date.now() % 90}5`
    await ask(operations.page, 'mutation Fees($input: SetFeeTermsInput!) { setFeeTerms(input: $input) { id } }', {
      input: { product: id, validFrom: '2030-01-01', trailRate },
    })
    const { viewer } = await ask<{ viewer: { user: { name: string } } }>(
      operations.page,
      '{ viewer { user { name } } }',
    )
    const compliance = await signIn(browser, 'compliance')
    for (const reader of [operations, compliance]) {
      await reader.page.goto(`${base}/products/${id}`)
      await reader.page.getByRole('tab', { name: '变更' }).click()
      const first = reader.page.getByRole('row').filter({ hasText: trailRate })
      await first.waitFor()
      const told = (await first.textContent()) ?? ''
      for (const word of [viewer.user.name, '费率', '2030-01-01']) expect(told).toContain(word)
      const counted = await ask<{ fundHistory: { totalCount: number } }>(reader.page, history, { id })
      expect(counted.fundHistory.totalCount).toBeGreaterThan(totalCount)
      expect(await faultsOf(reader.page)).toEqual([])
      expect(reader.faults).toEqual([])
      await reader.context.close()
    }
    const executive = await signIn(browser, 'executive')
    await executive.page.goto(`${base}/products/${id}?tab=history`)
    await executive.page.getByRole('tab', { name: '净值', selected: true }).waitFor()
    expect(await executive.page.getByRole('tab', { name: '变更' }).count()).toBe(0)
    await expect(ask(executive.page, history, { id })).rejects.toThrow()
    expect(executive.faults).toEqual([])
    await executive.context.close()
  })

  test.each(LOOKS)(
    'no violation of WCAG: %s, %s, phone %s',
    async (locale, theme, phone) => {
      const seen = await signIn(browser, 'executive', { locale, theme, phone })
      const { id } = await fund(seen.page, BELL_WETHER)
      const faults: string[] = []
      for (const path of ['/products', ...['', '?tab=terms', '?tab=holders'].map((tab) => `/products/${id}${tab}`)]) {
        await seen.page.goto(base + path)
        faults.push(...(await faultsOf(seen.page)))
      }
      expect(faults).toEqual([])
      expect(seen.faults).toEqual([])
      await seen.context.close()
    },
    150_000,
  )
})
