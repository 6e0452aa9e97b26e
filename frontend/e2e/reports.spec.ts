import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

/** A report is told straight from the ledger. */
const SLOW = { timeout: 30_000 }

describe.skipIf(!ready)('reports', () => {
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

  const begin = async (page: Page, name: string): Promise<string> => {
    const { createDashboard } = await ask<{ createDashboard: { id: string } }>(
      page,
      'mutation($zh: String!) { createDashboard(input: {zh: $zh, cards: []}) { id } }',
      { zh: name },
    )
    return createDashboard.id
  }
  const kept = async (page: Page, board: string) =>
    (
      await ask<{ dashboard: { cards: { report: string; x: number; w: number }[] } }>(
        page,
        'query($id: ID!) { dashboard(id: $id) { cards { report x w } } }',
        { id: board },
      )
    ).dashboard.cards

  test('a chart of two dimensions stands on a board after twelve steps by mouse', async () => {
    const { page } = visit
    const board = await begin(page, '鼠标看板')
    let steps = 0
    const step = async (done: Promise<unknown>) => {
      await done
      steps += 1
    }
    await step(page.goto(`${base}/reports/new`))
    const palette = page.getByRole('region', { name: '指标和维度' })
    const well = (name: string) => page.getByRole('region', { name, exact: true })
    await palette.getByRole('button', { name: '募集毛额' }).waitFor()
    await step(palette.getByRole('button', { name: '募集毛额' }).dragTo(well('指标')))
    await step(palette.getByRole('button', { name: '季度' }).dragTo(well('行')))
    await step(palette.getByRole('button', { name: '团队' }).dragTo(well('列')))
    await step(page.getByRole('button', { name: '堆叠柱状图' }).click())
    await page.locator('canvas').first().waitFor(SLOW)
    await step(page.getByRole('button', { name: '保存', exact: true }).click())
    const dialog = page.getByRole('dialog')
    await step(
      dialog.getByLabel('名称', { exact: true }).or(dialog.getByRole('textbox').first()).first().fill('各团队季度募集'),
    )
    await step(dialog.getByLabel('放到看板').first().click())
    await step(page.getByRole('option', { name: '鼠标看板' }).click())
    await step(dialog.getByRole('button', { name: '保存', exact: true }).click())
    await page.getByRole('heading', { level: 1, name: '鼠标看板' }).waitFor(SLOW)
    await page.locator('canvas').first().waitFor(SLOW)
    expect(steps).toBeLessThanOrEqual(15)
    expect(await kept(page, board)).toHaveLength(1)
  })

  test('the same by keyboard alone, where what is done is announced; the card is moved and sized by arrows', async () => {
    const { page } = visit
    const board = await begin(page, '键盘看板')
    await page.goto(`${base}/reports/new?board=${board}`)
    const palette = page.getByRole('region', { name: '指标和维度' })
    await palette.getByRole('button', { name: '募集毛额' }).waitFor()
    for (const name of ['募集毛额', '团队', '月']) {
      await palette.getByRole('button', { name, exact: true }).first().focus()
      await page.keyboard.press('Enter')
      await page.getByRole('status').filter({ hasText: name }).first().waitFor({ state: 'attached' })
    }
    await page.getByRole('button', { name: '热力图' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '撤销' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('button', { name: '热力图' }).getAttribute('aria-pressed')).toBe('false')
    await page.getByRole('button', { name: '重做' }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('button', { name: '热力图' }).getAttribute('aria-pressed')).toBe('true')
    await page.getByRole('button', { name: '保存', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.getByRole('dialog').getByRole('textbox').first().focus()
    await page.keyboard.type('各团队每月募集')
    await page.getByRole('dialog').getByRole('button', { name: '保存', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '键盘看板' }).waitFor(SLOW)
    await page.getByRole('button', { name: '编辑布局' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '移动或调整「各团队每月募集」' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    await page.getByRole('status').filter({ hasText: '第 2 列' }).first().waitFor({ state: 'attached' })
    await page.getByRole('button', { name: '保存', exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await kept(page, board))[0], SLOW).toMatchObject({ x: 1, w: 7 })
  })

  test('a figure of a table opens the clients that it counts, and a deleted report comes back', async () => {
    const { page } = visit
    await page.goto(`${base}/reports`)
    await page.getByRole('link', { name: '各分层流失与复投' }).click()
    await page.getByRole('heading', { level: 1, name: '各分层流失与复投' }).waitFor()
    const table = page.getByRole('region', { name: '各分层流失与复投' })
    await table.getByRole('row').last().getByRole('button').first().click()
    await page.getByRole('heading', { name: '该数字对应的客户' }).waitFor(SLOW)
    await page.goto(`${base}/reports`)
    await page.getByRole('button', { name: '复制「各分层流失与复投」' }).click()
    const copy = page.getByRole('link', { name: '各分层流失与复投 副本' })
    await copy.waitFor()
    await page.getByRole('button', { name: '删除「各分层流失与复投 副本」' }).click()
    await copy.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '撤销' }).click()
    await copy.waitFor()
  })
})

describe.skipIf(!ready)('reports of a manager', () => {
  test('a shared board tells him of his own clients, on a phone too', async () => {
    const browser = await launch()
    const { page, faults } = await signIn(browser, 'manager', { locale: 'en', theme: 'dark', phone: true })
    await page.goto(`${base}/reports?tab=boards`)
    await page.getByRole('link', { name: 'Monthly board' }).click()
    await page.getByRole('heading', { level: 1, name: 'Monthly board' }).waitFor()
    await page.getByText('of what you reach').first().waitFor(SLOW)
    expect(await page.getByRole('button', { name: 'Arrange' }).count()).toBe(0)
    await browser.close()
    expect(faults).toEqual([])
  })
})
