import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { base, launch, ready, signIn, type Visit } from './house'

const chapters = ['grid', 'records', 'pieces', 'forms', 'charts', 'board', 'conditions', 'versions']

async function open(page: Page, chapter: string): Promise<void> {
  await page.goto(`${base}/dev/ui?tab=${chapter}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.getByRole('heading', { level: 3 }).first().waitFor()
}
const grid = (page: Page) => page.getByRole('grid').first()
const cell = (page: Page, row: number, col: number) =>
  grid(page).locator(`[role=row][data-row="${row}"] [data-col="${col}"]`)
/** "row column" of the cell that has the focus. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    const row = element?.closest<HTMLElement>('[data-row]')?.dataset.row
    return `${row} ${element?.closest<HTMLElement>('[data-col]')?.dataset.col}`
  })

describe.skipIf(!ready)('the design system', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test.each([
    ['zh-CN', 'light', false],
    ['en', 'dark', false],
    ['zh-CN', 'dark', true],
    ['en', 'light', true],
  ] as const)(
    'no part in any state violates WCAG A or AA: %s, %s, phone %s',
    async (locale, theme, phone) => {
      const { page, context, faults } = await signIn(browser, 'policy', { locale, theme, phone })
      const found: string[] = []
      for (const chapter of chapters) {
        await open(page, chapter)
        // Drawings and calendars arrive after the page.
        await page.waitForTimeout(800)
        found.push(...(await faultsNow(page)))
      }
      expect(found).toEqual([])
      expect(faults).toEqual([])
      await context.close()
    },
    180_000,
  )

  test('only those who may explore see it', async () => {
    const { page, context } = await signIn(browser, 'manager')
    await page.goto(`${base}/dev/ui`)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('tab').count()).toBe(0)
    await context.close()
  })

  describe('the grid in a real browser', () => {
    let visit: Visit
    beforeAll(async () => {
      visit = await signIn(browser, 'policy', { locale: 'zh-CN' })
    })
    afterAll(async () => {
      expect(visit.faults).toEqual([])
      await visit.context.close()
    })

    test('holds a hundred thousand rows, of which a few are on the page, and keeps the focus over any distance', async () => {
      const { page } = visit
      await open(page, 'grid')
      expect(await grid(page).getAttribute('aria-rowcount')).toBe('100001')
      await cell(page, 3, 4).click()
      await page.keyboard.press('Control+End')
      await expect.poll(() => focused(page)).toBe('99999 9')
      await page.keyboard.press('Control+Home')
      await expect.poll(() => focused(page)).toBe('0 0')
      for (let n = 0; n < 40; n++) await page.keyboard.press('ArrowDown')
      await expect.poll(() => focused(page)).toBe('40 0')
      expect(await grid(page).locator('[role=row]').count()).toBeLessThan(80)
    })

    test('takes Chinese from an input method from its first letter on, and no key of it means anything else', async () => {
      const { page, context } = visit
      await open(page, 'grid')
      await cell(page, 2, 4).click()
      const keyboard = await context.newCDPSession(page)
      await keyboard.send('Input.imeSetComposition', { text: 'n', selectionStart: 1, selectionEnd: 1 })
      await keyboard.send('Input.imeSetComposition', { text: 'ning', selectionStart: 4, selectionEnd: 4 })
      expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('ning')
      expect(await focused(page)).toBe('2 4')
      await keyboard.send('Input.insertText', { text: '宁波' })
      await page.keyboard.press('Enter')
      await expect.poll(() => cell(page, 2, 4).textContent()).toContain('宁波')
      expect(await focused(page)).toBe('3 4')
    })

    test('takes a block from a spreadsheet, gives it back by undo, and copies it as it came', async () => {
      const { page, context } = visit
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      await open(page, 'grid')
      await page.evaluate(() => navigator.clipboard.writeText('绍兴\t陆一鸣\t2025/3/1\r\n温州\t陆一鸣\t13月\r\n'))
      const before = await cell(page, 5, 4).textContent()
      await cell(page, 5, 4).click()
      await page.keyboard.press('Control+v')
      await expect.poll(() => cell(page, 5, 4).textContent()).toContain('绍兴')
      // The owner is nobody's to write here, and the thirteenth month is no date.
      await page.getByText('已粘贴 3 个单元格（2 个不可编辑、1 个无法识别）。').waitFor()
      expect(await cell(page, 5, 6).textContent()).toContain('2025-03-01')
      expect(await cell(page, 6, 6).getAttribute('aria-invalid')).toBe('true')
      await page.keyboard.press('Shift+ArrowDown')
      await page.keyboard.press('Control+c')
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('绍兴\n温州')
      await page.keyboard.press('Control+z')
      await expect.poll(() => cell(page, 5, 4).textContent()).toBe(before)
    })

    test('keeps what a server refused, with the reason and a way on', async () => {
      const { page } = visit
      await open(page, 'grid')
      await cell(page, 1, 4).click()
      await page.keyboard.type('fail')
      await page.keyboard.press('Enter')
      await expect.poll(() => cell(page, 1, 4).getAttribute('aria-invalid')).toBe('true')
      await page.keyboard.press('ArrowUp')
      await page.getByText('服务器不接受这个值。').waitFor()
      await page.keyboard.press('Enter')
      expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('fail')
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await expect.poll(() => cell(page, 1, 4).getAttribute('aria-invalid')).toBeNull()
    })

    test('selects by dragging, adds up, widens and moves columns by mouse, and does the same from the menu', async () => {
      const { page } = visit
      await open(page, 'grid')
      const [from, to] = [await cell(page, 1, 2).boundingBox(), await cell(page, 4, 3).boundingBox()]
      if (!from || !to) throw new Error('the grid is not laid out')
      await page.mouse.move(from.x + 20, from.y + 10)
      await page.mouse.down()
      await page.mouse.move(to.x + 20, to.y + 10, { steps: 6 })
      await expect.poll(() => grid(page).locator('[aria-selected=true]').count()).toBe(8)
      await page.mouse.up()
      await page.getByText('8 个单元格').waitFor()
      const head = (name: string) => grid(page).getByRole('columnheader', { name })
      const [city, state] = [await head('城市').boundingBox(), await head('状态').boundingBox()]
      if (!city || !state) throw new Error('the header is not laid out')
      await page.mouse.move(city.x + 30, city.y + 12)
      await page.mouse.down()
      await page.mouse.move(state.x + 10, state.y + 12, { steps: 8 })
      await page.mouse.up()
      await expect.poll(() => head('城市').getAttribute('data-col')).toBe('1')
      await head('城市').focus()
      await page.keyboard.press('Alt+ArrowDown')
      await page.getByRole('menuitem', { name: '右移' }).click()
      await expect.poll(() => head('城市').getAttribute('data-col')).toBe('2')
      const edge = await head('城市').boundingBox()
      if (!edge) throw new Error('the header is not laid out')
      await page.mouse.move(edge.x + edge.width - 1, edge.y + 12)
      await page.mouse.down()
      await page.mouse.move(edge.x + edge.width + 79, edge.y + 12, { steps: 4 })
      await page.mouse.up()
      await expect
        .poll(async () => Math.round((await head('城市').boundingBox())?.width ?? 0))
        .toBe(Math.round(edge.width + 80))
    })
  })

  test('a card is dragged to another column, and a refused one comes back with what is missing', async () => {
    const { page, context, faults } = await signIn(browser, 'policy', { locale: 'zh-CN' })
    await open(page, 'board')
    const column = (name: string) => page.getByRole('region', { name: new RegExp(`^${name}，`) })
    const drag = async (name: string, to: string) => {
      const card = column('适当性').getByRole('article', { name, exact: true }).first()
      // Cards move to their places for a moment after a drop.
      await card.click({ trial: true })
      const [start, end] = [await card.boundingBox(), await column(to).boundingBox()]
      if (!start || !end) throw new Error('the board is not laid out')
      await page.mouse.move(start.x + 40, start.y + 60)
      await page.mouse.down()
      await page.mouse.move(start.x + 60, start.y + 70, { steps: 3 })
      await page.mouse.move(end.x + 80, end.y + 120, { steps: 6 })
      // The board scrolls under a card that is held near its edge: its column is where it has come to stand.
      await expect
        .poll(async () => {
          const before = await column(to).boundingBox()
          await page.mouse.move((before?.x ?? 0) + 80, (before?.y ?? 0) + 120)
          await page.waitForTimeout(150)
          return Math.abs(((await column(to).boundingBox())?.x ?? 0) - (before?.x ?? 1e6))
        })
        .toBeLessThan(2)
      await page.mouse.up()
    }
    const cards = column('适当性').getByRole('article')
    const fit = await cards.filter({ hasNotText: 'C1' }).first().getAttribute('aria-label')
    const unfit = await cards.filter({ hasText: 'C1' }).first().getAttribute('aria-label')
    await drag(fit ?? '', '签约打款')
    await expect.poll(() => column('签约打款').getByRole('article').first().getAttribute('aria-label')).toBe(fit)
    await drag(unfit ?? '', '签约打款')
    const sheet = page.getByRole('dialog', { name: `${unfit} 还不能签约` })
    await sheet.waitFor()
    await sheet.getByRole('button', { name: '知道了' }).click()
    await column('适当性')
      .getByRole('article', { name: unfit ?? '', exact: true })
      .first()
      .waitFor()
    expect(faults).toEqual([])
    await context.close()
  })
})
