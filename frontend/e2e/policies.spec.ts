import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { ask, base, LOOKS, launch, ready, signIn, type Visit } from './house'

const sheet = (page: Page) => page.locator('[role=grid], [role=treegrid]').first()
const row = (page: Page, coordinate: string) => sheet(page).getByRole('row').filter({ hasText: coordinate })

type State = { number: number; draft: { effect: { cells: number } } | null; proposal: { id: string } | null }
const stateOf = async (page: Page) =>
  (await ask<{ policyStudio: State }>(page, '{ policyStudio { number draft { effect { cells } } proposal { id } } }'))
    .policyStudio
const cellOf = async (page: Page, search: string) => {
  const { policyRows } = await ask<{
    policyRows: { rows: { coordinate: string; cells: string[]; drafted: string[] }[] }
  }>(
    page,
    'query R($search: String) { policyRows(part: FIELDS, search: $search) { rows { coordinate cells drafted } } }',
    { search },
  )
  const found = policyRows.rows.find(({ coordinate }) => coordinate === search)
  return { now: found?.cells[0], drafted: found?.drafted[0] }
}

const DISCARD = 'mutation D($input: DiscardPolicyDraftInput!) { discardPolicyDraft(input: $input) { number } }'

/** A policy is read whole by every process when it changes. */
const SOON = { timeout: 15_000 }

describe.skipIf(!ready)('permissions', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'policy')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('a cell is changed by keyboard, taken back, changed again, and published after a look', async () => {
    const { page } = visit
    await page.goto(`${base}/policies`)
    // A try before this one may have left a draft.
    const { policyStudio } = await ask<{ policyStudio: { draft: { version: number } | null } }>(
      page,
      '{ policyStudio { draft { version } } }',
    )
    if (policyStudio.draft) {
      await ask(page, DISCARD, { input: { draft: policyStudio.draft.version } })
      await page.reload()
    }
    const begun = await stateOf(page)
    const { now } = await cellOf(page, 'Client.note')
    expect(now).toContain('edit')
    await page.getByRole('searchbox').fill('Client.note')
    await row(page, 'Client.note').locator('[data-col="2"]').click()
    await page.keyboard.type('本人可见')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await cellOf(page, 'Client.note')).drafted, SOON).toContain('own:view')
    expect((await cellOf(page, 'Client.note')).now).toBe(now)
    await row(page, 'Client.note').locator('[data-col="2"]').click()
    await page.keyboard.press('Control+z')
    await expect.poll(async () => (await cellOf(page, 'Client.note')).drafted, SOON).toBe(now)
    await page.keyboard.press('Control+y')
    await page.getByText('草稿：1 处变更').waitFor()
    expect(await faultsNow(page)).toEqual([])

    await page.getByRole('button', { name: '核对并发布…' }).click()
    const review = page.getByRole('dialog')
    await review.getByText(/客户经理：客户·备注/).waitFor()
    await review.getByText(/涉及 \d+ 人/).waitFor()
    expect(await faultsNow(page)).toEqual([])
    await review.getByRole('textbox').fill('月度调整')
    await review.getByRole('button', { name: '发布', exact: true }).click()
    await review.waitFor({ state: 'detached' })
    await expect.poll(async () => (await stateOf(page)).number, SOON).toBe(begun.number + 1)
    expect((await cellOf(page, 'Client.note')).now).toContain('own:view')

    await page.getByRole('tab', { name: '历次版本' }).click()
    await page.getByRole('button', { name: `恢复为此版本 ${begun.number}`, exact: true }).click()
    const back = page.getByRole('dialog')
    await back.getByRole('textbox').fill('撤回调整')
    await back.getByRole('button', { name: '发布', exact: true }).click()
    await back.waitFor({ state: 'detached' })
    await expect.poll(async () => (await cellOf(page, 'Client.note')).now, SOON).toBe(now)
    expect(await faultsNow(page)).toEqual([])
  })

  test('what opens a number is proposed to a second person, and taken back', async () => {
    const { page } = visit
    await page.goto(`${base}/policies`)
    const begun = await stateOf(page)
    await page.getByRole('searchbox').fill('Client.idNumber')
    await row(page, 'Client.idNumber').locator('[data-pick]').click()
    await page.getByRole('button', { name: '按角色设置…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('角色').first().click()
    await page.getByRole('option', { name: '法务' }).click()
    await page.keyboard.press('Escape').catch(() => undefined)
    await dialog.getByRole('textbox', { name: '全公司' }).or(dialog.getByLabel('全公司')).first().click()
    await page.getByRole('option', { name: '可见', exact: true }).click()
    expect(await faultsNow(page)).toEqual([])
    await dialog.getByRole('button', { name: '写入草稿' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('需双人复核').waitFor()
    await page.getByRole('button', { name: '核对并提交复核…' }).click()
    const review = page.getByRole('dialog')
    await review.getByRole('textbox').fill('法务核查')
    await review.getByRole('button', { name: '提交复核' }).click()
    await page.getByText('有一份变更等待另一人复核。').waitFor()
    expect((await stateOf(page)).number).toBe(begun.number)
    await page.getByRole('button', { name: '查看…' }).click()
    const own = page.getByRole('dialog', { name: '待双人复核的变更' })
    await own.getByText(/须由另一位权限管理员决定/).waitFor()
    expect(await faultsNow(page)).toEqual([])
    expect(await own.getByRole('button', { name: '同意并生效' }).count()).toBe(0)
    await own.getByRole('button', { name: '撤回' }).click()
    await own.waitFor({ state: 'detached' })
    await expect.poll(async () => (await stateOf(page)).proposal, SOON).toBe(null)
  })

  test('a client is compared through other eyes, without anything told of him', async () => {
    const { page } = visit
    await page.goto(`${base}/policies?tab=try`)
    await page.getByRole('button', { name: '对比' }).click()
    const found = page.getByRole('region', { name: '各方所见' }).first()
    await found.getByRole('row', { name: /证件号码/ }).waitFor()
    expect(await found.getByText('您本人看到的').count()).toBe(0)
    expect(await faultsNow(page)).toEqual([])
  })

  test.each(LOOKS)('it holds in %s, %s, phone %s', async (locale, theme, phone) => {
    const other = await signIn(browser, 'policy', { locale, theme, phone })
    try {
      for (const tab of ['fields', 'actions', 'rows', 'try', 'versions']) {
        await other.page.goto(`${base}/policies?tab=${tab}`)
        await other.page.getByRole('tabpanel').waitFor()
        if (tab !== 'try') await other.page.getByRole('row').nth(2).waitFor()
        else {
          await other.page.getByRole('button', { name: /^(对比|Compare)$/ }).click()
          await other.page.getByRole('row').nth(8).waitFor()
        }
        if (process.env.SHOTS)
          await other.page.screenshot({ path: `${process.env.SHOTS}/${tab}-${locale}-${theme}.png` })
        expect(await faultsNow(other.page)).toEqual([])
      }
      expect(other.faults).toEqual([])
    } finally {
      await other.context.close()
    }
  })
})
