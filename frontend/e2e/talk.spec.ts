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
    const corrected = panel.getByRole('listitem').filter({ hasText: mark }).filter({ hasText: '想先了解信托费用' }).first()
    await corrected.getByRole('button', { name: '已更正：查看修改' }).click()
    await expect.poll(() => page.getByRole('dialog').textContent()).toContain('想配置家族信托')
    await page.keyboard.press('Escape')
    await openClient(page, client.id)
  })
})
