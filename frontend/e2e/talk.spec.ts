import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, openClient, ownClient, ready, signIn, type Visit } from './house'

describe.skipIf(!ready)('what was talked about with a client', () => {
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

  test('a minute with topics, people, needs and next steps stands on the timeline, and its steps are tasks', async () => {
    const { page } = visit
    const client = await ownClient(page, 1)
    await page.goto(`${base}/clients/${client.id}?tab=timeline`)
    await page.getByRole('tablist').waitFor()
    const mark = `纪要${Date.now()}`
    await page.getByRole('button', { name: '记录互动' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/一句话摘要/).fill(mark)
    await dialog.getByRole('combobox', { name: '话题' }).click()
    await page.getByRole('option', { name: '资产配置' }).click()
    await page.keyboard.press('Escape')
    await dialog.getByLabel('客户需求').fill('想配置家族信托')
    await dialog.getByLabel('其他人（姓名）').fill('王秘书，李律师')
    await dialog.getByRole('button', { name: '添加后续事项' }).click()
    await dialog.getByLabel(/任务内容/).fill(`后续${mark}`)
    await dialog.getByRole('button', { name: '保存记录' }).click()
    await dialog.waitFor({ state: 'detached' })
    const panel = page.getByRole('tabpanel')
    const entry = panel.getByRole('listitem').filter({ hasText: mark }).filter({ hasText: '想配置家族信托' }).first()
    await entry.waitFor()
    expect(await entry.textContent()).toContain('资产配置')
    expect(await entry.textContent()).toContain('李律师')
    expect(await entry.textContent()).toContain(`后续${mark}`)
    const { tasks } = await ask<{ tasks: { nodes: { title: string }[] } }>(
      page,
      '{ tasks(first: 100, orderBy: [{ field: CREATED_AT, direction: DESC }]) { nodes { title } } }',
    )
    expect(tasks.nodes.map(({ title }) => title)).toContain(`后续${mark}`)
    await entry.getByRole('button', { name: '更正' }).click()
    await page.getByRole('dialog').getByLabel('客户需求').fill('想先了解信托费用')
    await page.getByRole('dialog').getByRole('button', { name: '保存', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const corrected = panel
      .getByRole('listitem')
      .filter({ hasText: mark })
      .filter({ hasText: '想先了解信托费用' })
      .first()
    await corrected.getByRole('button', { name: '已更正：查看修改' }).click()
    await expect.poll(() => page.getByRole('dialog').textContent()).toContain('想配置家族信托')
    await page.keyboard.press('Escape')
    await openClient(page, client.id)
  })

  test('a pasted chat is read, looked over and kept; pasted again it is known', async () => {
    const { page } = visit
    const client = await ownClient(page, 2)
    const word = `净值${Date.now()}`
    const chat = `${client.name} 2026/11/19 14:03:22\n想问下${word}\n周经理 2026/11/19 14:05:01\n[图片]\n稍等\n`
    const paste = async () => {
      await page.goto(`${base}/clients/${client.id}?tab=timeline`)
      await page.getByRole('tablist').first().waitFor()
      await page.getByRole('button', { name: '记录互动' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('tab', { name: '粘贴聊天' }).click()
      await dialog.getByRole('textbox', { name: /聊天内容/ }).fill(chat)
      await dialog.getByRole('button', { name: '识别' }).click()
      await dialog.getByRole('list', { name: '消息' }).waitFor()
      return dialog
    }
    const dialog = await paste()
    expect(await dialog.getByRole('listitem').count()).toBe(2)
    await dialog.getByRole('button', { name: '保存 2 条消息' }).click()
    await dialog.waitFor({ state: 'detached' })
    const entry = page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: word }).first()
    await entry.waitFor()
    expect(await entry.textContent()).toContain('稍等')
    const again = await paste()
    await again.getByText('其中 2 条此前已记录').waitFor()
    expect(await again.getByRole('button', { name: '保存 0 条消息' }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
  })
})
