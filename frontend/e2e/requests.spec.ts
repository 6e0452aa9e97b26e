import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ownClient, ready, signIn, type Visit } from './house'

async function heard(page: Page, client: string, summary: string, content: string): Promise<void> {
  await ask(page, 'mutation Log($input: LogInteractionInput!) { logInteraction(input: $input) { id } }', {
    input: { client, kind: 'call', direction: 'in', channel: 'phone', minutes: 5, summary, content },
  })
}

/** An entry of the timeline: it can be corrected, unlike where else the words stand. */
const entryOf = (page: Page, mark: string) =>
  page
    .getByRole('listitem')
    .filter({ hasText: mark })
    .filter({ has: page.getByRole('button', { name: '更正' }) })

type Found = { clients: { nodes: { id: string; name: string }[] } }

describe.skipIf(!ready)('service requests', () => {
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

  test('a request is written down on the client, its clock runs, and an answer stops it', async () => {
    const { page } = visit
    const { clients } = await ask<Found>(page, '{ clients(first: 1) { nodes { id name } } }')
    await page.goto(`${base}/clients/${clients.nodes[0]?.id}?tab=requests`)
    await page.getByRole('button', { name: '新建请求' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: '主题' }).fill('月报何时寄出')
    await dialog.getByRole('combobox', { name: '请求类型' }).click()
    await page.getByRole('option', { name: '净值与报告' }).click()
    await dialog.getByRole('button', { name: '创建并开始计时' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page
      .getByText(/响应 · 剩余/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: '响应…' }).click()
    const answer = page.getByRole('dialog')
    await answer.getByRole('textbox', { name: '响应内容' }).fill('周五寄出')
    await answer.getByRole('button', { name: '响应', exact: true }).click()
    await answer.waitFor({ state: 'detached' })
    await page
      .getByText(/响应 · 按时/)
      .first()
      .waitFor()
    await page.goto(`${base}/requests?view=mine`)
    await page.getByRole('list', { name: '服务请求' }).getByRole('button', { name: '月报何时寄出' }).waitFor()
  })

  test('a call becomes a request with one click, each tells of the other, and it is taken back', async () => {
    const { page } = visit
    const client = await ownClient(page, 3)
    const mark = `来电${Date.now()}`
    await heard(page, client.id, mark, '再追加200万元，本月开放日前办好')
    await page.goto(`${base}/clients/${client.id}?tab=timeline`)
    const entry = entryOf(page, mark)
    await entry.getByRole('button', { name: '转为服务请求' }).click()
    await page.getByText('已转为服务请求：追加投资，开始计时。').waitFor()
    const made = entry.getByRole('list', { name: '由此产生的服务请求' })
    await made.getByText('追加投资').waitFor()
    await made.getByRole('link', { name: mark }).click()
    await page.getByText('2000000').first().waitFor()
    await page.getByRole('link', { name: mark, exact: true }).click()
    await page.waitForURL(/tab=timeline/)
    const again = entryOf(page, mark)
    await again.getByText('追加投资').waitFor()
    expect(await again.getByRole('button', { name: '转为服务请求' }).count()).toBe(0)
    // Another one, taken back at once: it can be made anew.
    const other = `来电乙${Date.now()}`
    await heard(page, client.id, other, '客户问净值和月报')
    await page.goto(`${base}/clients/${client.id}?tab=timeline`)
    const second = entryOf(page, other)
    await second.getByRole('button', { name: '转为服务请求' }).click()
    await page.getByText('已转为服务请求：净值与报告，开始计时。').waitFor()
    await page.getByRole('button', { name: '撤销' }).last().click()
    await page.getByText('服务请求已撤回。').waitFor()
    await second.getByText('已取消').waitFor()
    await second.getByRole('button', { name: '转为服务请求' }).waitFor()
  })

  test('what a call does not say is asked for, with all the rest filled in', async () => {
    const { page } = visit
    const client = await ownClient(page, 4)
    const mark = `赎回来电${Date.now()}`
    await heard(page, client.id, mark, '家里买房，想赎回一部分')
    await page.goto(`${base}/clients/${client.id}?tab=timeline`)
    const entry = entryOf(page, mark)
    await entry.getByRole('button', { name: '转为服务请求' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: '主题' }).waitFor()
    expect(await dialog.getByRole('textbox', { name: '主题' }).inputValue()).toBe(mark)
    await dialog.getByRole('combobox', { name: '请求类型' }).waitFor()
    expect(await dialog.getByRole('combobox', { name: '请求类型' }).inputValue()).toBe('赎回')
    expect(await dialog.getByRole('textbox', { name: '沟通内容' }).inputValue()).toContain('想赎回一部分')
    expect(await dialog.getByRole('button', { name: '创建并开始计时' }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
})

describe.skipIf(!ready)('types of service requests', () => {
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

  test('a new type is made as a copy of another', async () => {
    const { page } = visit
    await page.goto(`${base}/requests/types`)
    await page.getByRole('button', { name: /新建类型…/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: '中文名称' }).fill('家族会议纪要')
    await dialog.getByRole('textbox', { name: '英文名称' }).fill('Minutes of a family meeting')
    await dialog.getByRole('textbox', { name: /标识|键/ }).fill('family_minutes')
    await dialog.getByRole('button').last().click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '家族会议纪要', exact: true }).waitFor()
  })

  test('sign, colour, words and the approval of a tier are edited and put in force', async () => {
    const { page } = visit
    await page.goto(`${base}/requests/types`)
    await page.getByRole('button', { name: '证明与税务', exact: true }).click()
    await page.getByRole('button', { name: '编辑类型' }).click()
    const pick = async (label: string, option: string, nth = 0) => {
      await page.getByRole('combobox', { name: label }).nth(nth).click()
      await page.getByRole('option', { name: option, exact: true }).click()
    }
    await pick('图标', '星标')
    await pick('颜色', '紫')
    const words = page.getByRole('textbox', { name: '识别用词' })
    await words.fill('证明，资信, 完税')
    await pick('超高净值', '高净值客户服务请求（合伙人）')
    await page.getByRole('button', { name: '发布', exact: true }).click()
    const review = page.getByRole('dialog')
    await review.getByText('approval.tiers.uhnw').waitFor()
    await review.getByRole('button', { name: /发布/ }).last().click()
    await review.waitFor({ state: 'detached' })
    await page.getByText('证明, 资信, 完税').or(page.getByText('证明、资信、完税')).first().waitFor()
  })
})
