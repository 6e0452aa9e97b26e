import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ownClient, ready, signIn } from './house'

const stamp = Date.now().toString(36)

async function define(page: Page, zh: string, key: string): Promise<void> {
  await page.getByRole('button', { name: '新建字段' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('中文名称').fill(zh)
  await dialog.getByLabel('英文名称').fill(`Own ${key}`)
  await dialog.getByLabel('标识').first().fill(key)
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('listitem').filter({ hasText: zh }).waitFor()
}

describe.skipIf(!ready)("a firm's own fields", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('operations add fields and order them, a keeper opens one, its value is written and looked back on', async () => {
    const operations = await signIn(browser, 'operations')
    const { page } = operations
    await page.goto(`${base}/fields`)
    const [first, second] = [`信托规模${stamp}`, `爱好${stamp}`]
    await define(page, first, `trust_${stamp}`)
    await define(page, second, `hobby_${stamp}`)
    const places = async () => {
      const rows = await page.getByRole('listitem').allTextContents()
      return [first, second].map((name) => rows.findIndex((row) => row.includes(name)))
    }
    expect((await places())[0]).toBeLessThan((await places())[1] ?? 0)
    // By the keyboard, and back by the mouse.
    await page.getByRole('button', { name: `上移“${second}”` }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(async () => ((await places())[1] ?? 0) < ((await places())[0] ?? 0)).toBe(true)
    const row = (name: string) => page.getByRole('listitem').filter({ hasText: name })
    await row(second).dragTo(row(first))
    await expect.poll(async () => ((await places())[0] ?? 0) < ((await places())[1] ?? 0)).toBe(true)

    const policy = await signIn(browser, 'policy')
    await policy.page.goto(`${base}/fields`)
    await policy.page.getByRole('listitem').filter({ hasText: first }).getByRole('button', { name: '开放给谁' }).click()
    const dialog = policy.page.getByRole('dialog')
    await dialog.getByRole('button', { name: '添加角色' }).click()
    await dialog.getByLabel('原因').fill('客户经理登记')
    await dialog.getByRole('button', { name: '发布' }).click()
    await dialog.waitFor({ state: 'detached' })
    await policy.page.getByRole('listitem').filter({ hasText: first }).getByText('客户经理').waitFor()

    const manager = await signIn(browser, 'manager')
    const { id } = await ownClient(manager.page)
    const open = () => manager.page.goto(`${base}/clients/${id}`)
    await expect
      .poll(async () => {
        const told = await ask<{ fields: { key: string }[] }>(manager.page, '{ fields(type: "Client") { key } }')
        return told.fields.map(({ key }) => key)
      })
      .toContain(`custom:trust_${stamp}`)
    await open()
    await manager.page.getByRole('button', { name: `编辑${first}` }).click()
    await manager.page.getByRole('dialog').getByLabel(first).fill('五百万')
    await manager.page.keyboard.press('Enter')
    await manager.page.getByRole('dialog').waitFor({ state: 'detached' })
    await manager.page.getByRole('definition').filter({ hasText: '五百万' }).waitFor()
    await manager.page.getByRole('button', { name: `${first} 的历史值` }).click()
    await manager.page.getByRole('definition').filter({ hasText: '五百万' }).getByRole('list').waitFor()
    expect(await manager.page.getByText(second).count()).toBe(0)
    expect([...operations.faults, ...policy.faults, ...manager.faults]).toEqual([])
    for (const { context } of [operations, policy, manager]) await context.close()
  })
})
