import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ownClient, ready, signIn } from './house'

const initialsOf = (pinyin: string) =>
  pinyin
    .split(' ')
    .map((sound) => sound[0])
    .join('')

/** Ctrl-K, the text, Enter at once, as a quick hand does; the client's page that opened. */
async function jump(page: Page, text: string): Promise<string> {
  await page.goto(`${base}/`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /搜索|Search/ }).waitFor()
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/clients\/client_/)
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}
const pinyinOf = async (page: Page, id: string) =>
  (await ask<{ client: { namePinyin: string } }>(page, 'query P($id: ID!) { client(id: $id) { namePinyin } }', { id }))
    .client.namePinyin

describe.skipIf(!ready)('the palette', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test.each(['zh-CN', 'en'] as const)(
    'whoever calls is found in three keys and Enter, however quick the hand: %s',
    async (locale) => {
      const { page, context, faults } = await signIn(browser, 'manager', { locale })
      const client = await ownClient(page)
      const initials = initialsOf(client.namePinyin).slice(0, 3)
      expect(initialsOf(await pinyinOf(page, await jump(page, initials)))).toContain(initials)
      expect(await pinyinOf(page, await jump(page, client.name.slice(0, 3)))).toContain(client.namePinyin.split(' ')[0])
      expect(faults).toEqual([])
      await context.close()
    },
  )

  test('by the tail of a telephone number, by company; nobody out of reach', async () => {
    const { page, context } = await signIn(browser, 'manager')
    const { clients } = await ask<{
      clients: { nodes: { id: string; mobile: string | null; company: string | null }[] }
    }>(page, '{ clients(first: 100) { nodes { id mobile company } } }')
    const tails = clients.nodes.map(({ mobile }) => mobile?.slice(-4))
    const called = clients.nodes.find((_, n) => tails[n] && tails.indexOf(tails[n]) === n)
    if (!called?.mobile) throw new Error('no client with a mobile number')
    const tail = called.mobile.slice(-4)
    const found = await jump(page, tail)
    const { client } = await ask<{ client: { mobile: string } }>(
      page,
      'query M($id: ID!) { client(id: $id) { mobile } }',
      {
        id: found,
      },
    )
    expect(client.mobile).toContain(tail)
    await context.close()
  })

  test('goes, makes and does without the mouse: a page, a task for a client, the theme, the language', async () => {
    const { page, context, faults } = await signIn(browser, 'manager')
    const client = await ownClient(page)
    const command = async (text: string, option: string | RegExp) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: /搜索|Search/ }).fill(text)
      const found = page.getByRole('option', { name: option }).first()
      await found.waitFor()
      for (let n = 0; n < 30 && (await found.getAttribute('aria-selected')) !== 'true'; n++)
        await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
    }
    await command('任务', /^任务/)
    await page.waitForURL(/\/tasks/)
    await command(client.name, `为 ${client.name} 新建任务`)
    const dialog = page.getByRole('dialog', { name: new RegExp(client.name) })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await command('深色', /深色/)
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe('dark')
    await command('english', 'English')
    await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
    expect(faults).toEqual([])
    await context.close()
  })
})
