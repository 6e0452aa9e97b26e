import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

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
})
