import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

/** Presses a key until the target has the focus, as somebody without a mouse does. */
async function reach(page: Page, target: Locator, key = 'Tab', most = 80): Promise<void> {
  await target.waitFor()
  for (let n = 0; n < most; n++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${target} was not reached by ${most} times ${key}`)
}
const press = (page: Page, keys: string) =>
  keys.split(' ').reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
/** A saved cell comes back from the server. */
const SLOW = { timeout: 15_000 }
const cell = (page: Page, row: number, col: number) =>
  page.locator(`[role=row][data-row="${row}"] [data-col="${col}"]`).first()

const WORDS = {
  'zh-CN': {
    log: '记录互动',
    line: '一句话摘要',
    save: '保存',
    outcome: '结果',
    complete: '完成',
    saveView: '另存为视图',
    views: '视图',
    source: '来源',
    export: '导出',
    why: '用途',
    made: '正在生成导出文件',
  },
  en: {
    log: 'Log interaction',
    line: 'In one line',
    save: 'Save',
    outcome: 'Outcome',
    complete: 'Complete',
    saveView: 'Save as a view',
    views: 'Views',
    source: 'Source',
    export: 'Export',
    why: 'What for',
    made: 'The export is being made',
  },
} as const

describe.skipIf(!ready)('without a mouse', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  describe.each(['zh-CN', 'en'] as const)('%s', (locale) => {
    const words = WORDS[locale]
    let visit: Visit
    beforeAll(async () => {
      visit = await signIn(browser, 'manager', { locale })
      // Whatever is done below is done by keys.
      await visit.page.addInitScript(() => {
        addEventListener('pointerdown', () => document.body.setAttribute('data-mouse', ''), { capture: true })
      })
    })
    afterAll(async () => {
      expect(visit?.faults).toEqual([])
      expect(await visit?.page.locator('[data-mouse]').count()).toBe(0)
      await visit?.context.close()
    })

    test('finds who calls by the tail of the number and logs the call', async () => {
      const { page } = visit
      const { clients } = await ask<{ clients: { nodes: { id: string; mobile: string | null }[] } }>(
        page,
        '{ clients(first: 100) { nodes { id mobile } } }',
      )
      const tails = clients.nodes.map(({ mobile }) => mobile?.slice(-4))
      const caller = clients.nodes.find((_, n) => tails[n] && tails.indexOf(tails[n]) === tails.lastIndexOf(tails[n]))
      await page.goto(`${base}/`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await press(page, 'Control+k')
      await page.getByRole('combobox').waitFor()
      await page.keyboard.type(caller?.mobile?.slice(-4) ?? '')
      await press(page, 'Enter')
      await page.waitForURL(/\/clients\/client_/)
      const id = new URL(page.url()).pathname.split('/').at(-1)
      const opener = page.getByRole('main').getByRole('button', { name: words.log })
      await reach(page, opener)
      await press(page, 'Enter')
      const dialog = page.getByRole('dialog')
      const line = `${locale} ${Date.now() % 100_000}`
      await reach(page, dialog.getByRole('textbox', { name: words.line }))
      await page.keyboard.type(line)
      await press(page, 'Enter')
      await dialog.waitFor({ state: 'detached' })
      await page.getByRole('main').getByText(line).first().waitFor()
      const { client } = await ask<{ client: { interactions: { nodes: { summary: string; kind: string }[] } } }>(
        page,
        'query L($id: ID!) { client(id: $id) { interactions(first: 5) { nodes { summary kind } } } }',
        { id },
      )
      expect(client.interactions.nodes).toContainEqual({ summary: line, kind: 'call' })
      // Who closes a dialog goes on where he opened it.
      await expect.poll(() => opener.evaluate((element) => element === document.activeElement)).toBe(true)
    })

    test('completes a task with what came of it', async () => {
      const { page } = visit
      const title = `${locale} ${Date.now() % 100_000}`
      await ask(page, 'mutation T($input: CreateTaskInput!) { createTask(input: $input) { id } }', {
        input: { title, priority: 'normal', dueAt: '2019-01-01T09:00:00+08:00' },
      })
      await press(page, 'g t')
      await page.getByRole('row').filter({ hasText: title }).waitFor()
      await press(page, 'j')
      for (let n = 0; n < 12; n++) {
        if (((await page.locator('[role=row]:has(:focus)').textContent()) ?? '').includes(title)) break
        await press(page, 'j')
      }
      await press(page, 'Enter')
      const panel = page.getByRole('textbox', { name: words.outcome })
      await reach(page, panel)
      await page.keyboard.type('done by keys')
      await reach(page, page.getByRole('dialog').getByRole('button', { name: words.complete, exact: true }))
      await press(page, 'Enter')
      await expect
        .poll(async () => {
          const { tasks } = await ask<{ tasks: { nodes: { title: string; state: string; outcome: string | null }[] } }>(
            page,
            '{ tasks(orderBy: [{ field: CREATED_AT, direction: DESC }], first: 20) { nodes { title state outcome } } }',
          )
          return tasks.nodes.find((task) => task.title === title)
        })
        .toEqual({ title, state: 'done', outcome: 'done by keys' })
    })

    test('changes a cell of the list of clients and takes it back', async () => {
      const { page } = visit
      const { viewer } = await ask<{ viewer: { user: { id: string } } }>(page, '{ viewer { user { id } } }')
      await page.goto(`${base}/clients?owner=${viewer.user.id}&cols=name,company&sort=-aum&kind=individual`)
      await cell(page, 0, 1).waitFor()
      const before = (await cell(page, 0, 1).textContent()) ?? ''
      await press(page, 'j ArrowRight')
      const company = `Keys ${Date.now() % 100_000}`
      await page.keyboard.type(company)
      await press(page, 'Enter')
      await expect.poll(() => cell(page, 0, 1).textContent(), SLOW).toContain(company)
      await expect
        .poll(
          () => ask<{ clients: { nodes: unknown[] } }>(page, `{ clients(search: "${company}") { nodes { id } } }`),
          SLOW,
        )
        .toMatchObject({ clients: { nodes: [{}] } })
      await press(page, 'Control+z')
      await expect.poll(() => cell(page, 0, 1).textContent(), SLOW).toBe(before)
    })

    test('keeps a view of its own', async () => {
      const { page } = visit
      await page.goto(`${base}/clients?state=existing&sort=-aum`)
      await page.getByRole('grid').waitFor()
      await page.getByRole('navigation', { name: words.views }).waitFor()
      await press(page, 's')
      const dialog = page.getByRole('dialog', { name: words.saveView })
      const field = dialog.getByRole('textbox')
      await expect.poll(() => field.evaluate((each) => each === document.activeElement)).toBe(true)
      const name = `keys ${Date.now() % 100_000}`
      await page.keyboard.type(name)
      await press(page, 'Enter')
      await page.getByRole('navigation', { name: words.views }).getByRole('link', { name }).waitFor()
      await page.waitForURL(/saved=view_/)
    })

    test('exports the list', async () => {
      // Not everybody may take lists out of the house.
      const { page, context, faults } = await signIn(browser, 'operations', { locale })
      await page.goto(`${base}/clients?state=existing`)
      await page.getByRole('grid').waitFor()
      await reach(page, page.getByRole('button', { name: words.export, exact: true }))
      await press(page, 'Enter')
      const reason = page.getByRole('dialog').getByRole('textbox', { name: words.why })
      await reach(page, reason)
      await page.keyboard.type('quarterly review')
      await press(page, 'Enter')
      await page.getByText(words.made).waitFor()
      expect(faults).toEqual([])
      await context.close()
    })

    test('a column moves and hides by keys alone, and the URL says so', async () => {
      const { page } = visit
      await page.goto(`${base}/clients?cols=name,state,aum,riskLevel`)
      const head = (name: RegExp) => page.getByRole('columnheader', { name })
      const state = /客户状态|^State/
      await head(state).waitFor()
      await cell(page, 0, 0).waitFor()
      await press(page, 'j ArrowUp')
      for (let n = 0; n < 4 && !(await head(state).evaluate((e) => e === document.activeElement)); n++)
        await press(page, 'ArrowRight')
      await press(page, 'Alt+ArrowDown')
      const move = page.getByRole('menuitem', { name: /右移|Move right/ })
      await reach(page, move, 'ArrowDown', 20)
      await press(page, 'Enter')
      await page.waitForURL((url) => url.searchParams.get('cols') === 'name,aum,state,riskLevel')
    })
  })

  test('keys of an input method that composes are never shortcuts, on any main page', async () => {
    const { page, context, faults } = await signIn(browser, 'manager')
    const keyboard = await context.newCDPSession(page)
    for (const path of ['/', '/clients', '/tasks', '/households', '/tags', '/products', '/profile']) {
      await page.goto(base + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
      // What Chinese input methods send while they compose: the letter's code with 229, and composing.
      for (const key of ['g', 'c', 'g', 't', 's', 'i', 't', 'c', '?', '/', 'j'])
        await page.evaluate((letter) => {
          const target = document.activeElement ?? document.body
          const composing = { key: letter, bubbles: true, cancelable: true, isComposing: true }
          target.dispatchEvent(new KeyboardEvent('keydown', composing))
          const old = new KeyboardEvent('keydown', { key: letter, bubbles: true, cancelable: true })
          Object.defineProperty(old, 'keyCode', { value: 229 })
          target.dispatchEvent(old)
        }, key)
      expect(new URL(page.url()).pathname, path).toBe(path)
      expect(await page.getByRole('dialog').count(), path).toBe(0)
    }
    await page.goto(`${base}/`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await press(page, 'Control+k')
    const box = page.getByRole('combobox')
    await box.waitFor()
    await keyboard.send('Input.imeSetComposition', { text: 'zhou', selectionStart: 4, selectionEnd: 4 })
    await page.keyboard.press('Enter')
    expect(new URL(page.url()).pathname).toBe('/')
    await keyboard.send('Input.insertText', { text: '周若溪' })
    expect(await box.inputValue()).toBe('周若溪')
    expect(faults).toEqual([])
    await context.close()
  })
})
