import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn } from './house'

describe.skipIf(!ready)('the inbox', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test.each([
    ['zh-CN', '通知', '全部标为已读'],
    ['en', 'Notifications', 'Mark all as read'],
  ] as const)(
    'a task given by somebody else rings the bell at once, is opened by keyboard and marked read: %s',
    async (locale, bell, all) => {
      const mine = await signIn(browser, 'manager', { locale })
      await mine.page.goto(`${base}/`)
      await mine.page.getByRole('heading', { level: 1 }).waitFor()
      const { viewer } = await ask<{ viewer: { user: { id: string }; unreadCount: number } }>(
        mine.page,
        '{ viewer { user { id } unreadCount } }',
      )
      const lead = await signIn(browser, 'lead')
      const title = `铃 ${Date.now() % 100_000}`
      await ask(lead.page, 'mutation T($input: CreateTaskInput!) { createTask(input: $input) { id } }', {
        input: { title, assignee: viewer.user.id },
      })
      await lead.context.close()
      const rung = mine.page.getByRole('button', { name: new RegExp(`^${bell}.*${viewer.unreadCount + 1}`) })
      await rung.waitFor({ timeout: 5_000 })
      await mine.page.keyboard.press('i')
      const list = mine.page.getByRole('dialog', { name: bell })
      await list.getByRole('button').first().waitFor()
      await list.getByRole('button', { name: all }).focus()
      await mine.page.keyboard.press('Enter')
      await expect
        .poll(
          async () =>
            (await ask<{ viewer: { unreadCount: number } }>(mine.page, '{ viewer { unreadCount } }')).viewer
              .unreadCount,
        )
        .toBe(0)
      await mine.page.getByRole('button', { name: bell, exact: true }).waitFor()
      expect(mine.faults).toEqual([])
      await mine.context.close()
    },
  )
})
