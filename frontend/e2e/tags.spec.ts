import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { ask, base, launch, openClient, ready, signIn, type Visit } from './house'

type Tag = { id: string; name: string; clientCount: number; rule: { sentence: string } | null }
const tagNamed = async (page: Page, name: string): Promise<Tag | undefined> => {
  const { tags } = await ask<{ tags: Tag[] }>(page, '{ tags { id name clientCount rule { sentence } } }')
  return tags.find((tag) => tag.name === name)
}
const press = async (page: Page, name: string | RegExp, within: ReturnType<Page['getByRole']>) => {
  await within.getByRole('button', { name, exact: typeof name === 'string' }).focus()
  await page.keyboard.press('Enter')
}

describe.skipIf(!ready)('tags by rule', () => {
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

  test('the tags of the demo firm that have a rule find their clients themselves', async () => {
    const { page } = visit
    await page.goto(`${base}/tags`)
    await page
      .getByRole('row', { name: /科技行业创始人/ })
      .getByText(/行业为信息技术/)
      .waitFor()
    for (const name of ['科技行业创始人', '高风险偏好', '关注ESG', '已参加2025Q3策略会'])
      await expect.poll(async () => (await tagNamed(page, name))?.clientCount, { timeout: 30_000 }).toBeGreaterThan(0)
  })

  test('by keyboard alone: a tag is made, its rule is built with what it would do beside it, put in force and explained', async () => {
    const { page } = visit
    await page.goto(`${base}/tags`)
    await page.getByRole('region', { name: '标签' }).waitFor()
    await press(page, '新建标签', page.locator('body'))
    const form = page.getByRole('dialog', { name: '新建标签' })
    await form.getByRole('textbox', { name: '名称' }).waitFor()
    await page.keyboard.type('键盘规则')
    await page.keyboard.press('Enter')
    await form.waitFor({ state: 'detached' })
    const row = page.getByRole('row', { name: /键盘规则/ })
    await row.getByText('手工', { exact: true }).waitFor()
    await press(page, '规则 键盘规则', row)
    const dialog = page.getByRole('dialog', { name: '标签「键盘规则」的规则' })
    expect(await dialog.getByRole('button', { name: '发布' }).isDisabled()).toBe(true)
    await press(page, '条件', dialog)
    await press(page, /^字段/, dialog)
    await page.getByRole('listbox').getByRole('option').first().waitFor()
    await page.keyboard.type('合格投资者')
    await page
      .getByRole('listbox')
      .getByRole('option', { name: /^客户类型/ })
      .waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: '字段：合格投资者' }).waitFor()
    const { clients } = await ask<{ clients: { totalCount: number } }>(
      page,
      '{ clients(filter: {qualified: {eq: true}}) { totalCount } }',
    )
    const met = clients.totalCount
    expect(met).toBeGreaterThan(0)
    await dialog.getByText(`符合条件的客户：${met} 位`).waitFor()
    await dialog.getByText(`新增 ${met} 位，移除 0 位。`).waitFor()
    await dialog.getByText('其中：').waitFor()
    expect(await faultsNow(page)).toEqual([])
    await dialog.getByRole('textbox', { name: '原因' }).focus()
    await page.keyboard.type('试行')
    await press(page, '发布', dialog)
    await dialog.waitFor({ state: 'detached' })
    await row.getByText('合格投资者为是').waitFor()
    await expect.poll(async () => (await tagNamed(page, '键盘规则'))?.clientCount, { timeout: 30_000 }).toBe(met)
    await page.reload()
    await row.getByRole('link', { name: String(met) }).waitFor()
    expect(await faultsNow(page)).toEqual([])

    const tag = await tagNamed(page, '键盘规则')
    const found = await ask<{ clients: { nodes: { id: string }[] } }>(
      page,
      'query One($tag: ID!) { clients(first: 1, filter: {tags: {any: [$tag]}}) { nodes { id } } }',
      { tag: tag?.id },
    )
    await openClient(page, found.clients.nodes[0]?.id ?? '')
    await press(page, '标签「键盘规则」的由来', page.locator('body'))
    const why = page.getByRole('dialog', { name: '标签「键盘规则」的由来' })
    await why.getByText('由规则第 1 版打上').waitFor()
    await why.getByText('客户目前符合规则。').waitFor()
    expect(await faultsNow(page)).toEqual([])
    await page.keyboard.press('Escape')
    await why.waitFor({ state: 'detached' })
  })

  test('a rule that would tell readers what they may not read is refused in words; another may be withdrawn', async () => {
    const { page } = visit
    await page.goto(`${base}/tags`)
    const row = page.getByRole('row', { name: /键盘规则/ })
    await press(page, '规则 键盘规则', row)
    const dialog = page.getByRole('dialog', { name: '标签「键盘规则」的规则' })
    await dialog.getByText('第 1 版').waitFor()
    await dialog.getByText('试行').waitFor()
    await dialog.getByRole('button', { name: '关联记录' }).click()
    await page.getByRole('menuitem', { name: '任务' }).click()
    await dialog.getByRole('button', { name: '发布' }).click()
    await dialog.getByText(/标签会泄露该内容/).waitFor()
    await dialog.getByRole('button', { name: '撤销规则' }).click()
    await dialog.waitFor({ state: 'detached' })
    await row.getByText('手工', { exact: true }).waitFor()
    await expect.poll(async () => (await tagNamed(page, '键盘规则'))?.clientCount, { timeout: 30_000 }).toBe(0)
    await page.getByRole('button', { name: '归档“键盘规则”' }).click()
    await page.getByRole('region', { name: '已归档' }).getByText('键盘规则').waitFor()
  })
})
