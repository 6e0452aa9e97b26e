import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn } from './house'

type Listed = { clients: { nodes: { id: string; name: string; mobile: string | null }[] } }
const CLIENTS =
  '{ clients(first: 40, filter: {kind: {eq: "individual"}, qualified: {eq: true}}) { nodes { id name mobile } } }'

describe.skipIf(!ready)('suitability', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a client answers from a link on his phone, and an R5 fund is refused with the rule named', async () => {
    const { page, faults } = await signIn(browser, 'manager')
    const rows = (await ask<Listed>(page, CLIENTS)).clients.nodes
    const client = rows.find((row) => /\d{4}$/.test(row.mobile ?? ''))
    if (!client?.mobile) throw new Error('no client with a mobile')
    await page.goto(`${base}/clients/${client.id}?tab=suitability`)
    await page.getByRole('button', { name: '发送链接' }).click()
    const dialog = page.getByRole('dialog', { name: '风险测评链接' })
    await dialog.getByRole('button', { name: '生成链接' }).click()
    const link = await dialog.getByRole('status', { name: '风险测评链接' }).textContent()
    expect(link).toContain('/assess#')

    const phone = await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 }, isMobile: true })
    const sheet = await phone.newPage()
    sheet.setDefaultTimeout(15_000)
    await sheet.goto(link ?? '')
    await sheet.getByRole('group').first().waitFor()
    expect(await sheet.getByText(client.name).count()).toBe(0)
    const groups = sheet.getByRole('group')
    for (let n = 0; n < (await groups.count()); n += 1) {
      const last = n === (await groups.count()) - 1
      const answers = groups.nth(n).locator('label')
      // The cautious answer everywhere but where it would mark the lowest class.
      const loss = (await groups.nth(n).textContent())?.includes('最大本金损失')
      await (last ? answers.last() : loss ? answers.nth(1) : answers.first()).click()
    }
    await sheet.getByRole('textbox', { name: /您的姓名/ }).fill(client.name)
    await sheet.getByRole('textbox', { name: /后四位/ }).fill(client.mobile.slice(-4))
    await sheet.getByRole('button', { name: '签署并提交' }).click()
    await sheet.getByText(/您的风险等级为 C1/).waitFor()
    await sheet.reload()
    await sheet.getByText(/该链接已使用/).waitFor()
    await phone.close()

    await page.goto(`${base}/clients/${client.id}?tab=suitability`)
    await page.getByText('链接自助').first().waitFor()
    const table = page.getByRole('region', { name: '产品匹配' })
    await table
      .getByText(/C1 客户不得购买 R5 产品/)
      .first()
      .waitFor()
    expect(faults).toEqual([])
  })

  test('compliance approves what the manager asked for, and edits the rules with a preview', async () => {
    const { page, faults } = await signIn(browser, 'compliance')
    await page.goto(`${base}/qualifications`)
    await page.getByRole('button', { name: '审核申请' }).first().click()
    const dialog = page.getByRole('dialog', { name: '审核申请' })
    await dialog.getByRole('button', { name: '通过' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.goto(`${base}/suitability`)
    await page.getByRole('region', { name: '适当性匹配表' }).getByText('坚持购买').first().waitFor()
    await page.getByRole('button', { name: '编辑规则' }).click()
    await page.getByRole('textbox', { name: 'C5 起始分数' }).fill('88')
    await page.getByRole('button', { name: '预览影响' }).click()
    await page.getByText(/位客户中有 \d+ 位的等级会发生变化/).waitFor()
    await page.getByRole('button', { name: '发布' }).click()
    const review = page.getByRole('dialog', { name: '发布规则' })
    await review.getByRole('button', { name: '发布' }).click()
    await review.waitFor({ state: 'detached' })
    await page.getByText('现行：第 2 版').waitFor()
    expect(faults).toEqual([])
  })
})
