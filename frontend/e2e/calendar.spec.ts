import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

const DAY = 86_400_000
const dayOf = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
const TASK = 'query T($id: ID!) { task(id: $id) { state dueAt series { words } comments { body } checklist { zh } } }'
type Told = {
  state: string
  dueAt: string
  series: { words: string } | null
  comments: { body: string }[]
  checklist: { zh: string }[]
}

/** A task of the signed-in person's own, due in so many days at six in the evening; its id. */
async function makeTask(page: Page, title: string, days: number): Promise<string> {
  const dueAt = `${dayOf(new Date(Date.now() + days * DAY))}T18:00:00+08:00`
  const { createTask } = await ask<{ createTask: { id: string } }>(
    page,
    'mutation T($input: CreateTaskInput!) { createTask(input: $input) { id } }',
    { input: { title, dueAt } },
  )
  return createTask.id
}
const told = async (page: Page, id: string) => (await ask<{ task: Told }>(page, TASK, { id })).task

describe.skipIf(!ready)('the calendar', () => {
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

  test('a task goes to another day by keyboard, and back', async () => {
    const { page } = visit
    const title = `改期 ${Date.now() % 100_000}`
    const id = await makeTask(page, title, 1)
    const before = (await told(page, id)).dueAt
    await page.goto(`${base}/calendar?view=agenda`)
    const entry = page.getByRole('button', { name: title })
    await entry.focus()
    await page.keyboard.press('Alt+ArrowRight')
    await expect.poll(async () => Date.parse((await told(page, id)).dueAt) - Date.parse(before)).toBe(DAY)
    await page.getByRole('button', { name: '撤销' }).click()
    await expect.poll(async () => (await told(page, id)).dueAt).toBe(before)
  })

  test('a task goes to another day by dragging', async () => {
    const { page } = visit
    const title = `拖动 ${Date.now() % 100_000}`
    const id = await makeTask(page, title, 0)
    const today = dayOf(new Date())
    const before = (await told(page, id)).dueAt
    await page.goto(`${base}/calendar?view=week`)
    const monday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7
    const to = dayOf(new Date(Date.now() + (monday === 6 ? -DAY : DAY)))
    const other = page.getByRole('region', { name: to })
    await page.getByRole('button', { name: title }).hover()
    await page.mouse.down()
    // Twice: a browser asks whether a thing may be dropped only where it moves on.
    await other.hover({ position: { x: 60, y: 380 } })
    await other.hover({ position: { x: 64, y: 384 } })
    await page.mouse.up()
    await expect.poll(async () => Math.abs(Date.parse((await told(page, id)).dueAt) - Date.parse(before))).toBe(DAY)
  })

  test('a task is made to come again, gets a checklist, and is talked about', async () => {
    const { page } = visit
    const title = `月末 ${Date.now() % 100_000}`
    const id = await makeTask(page, title, 2)
    await page.goto(`${base}/calendar?view=agenda`)
    await page.getByRole('button', { name: title }).click()
    const dialog = page.getByRole('dialog', { name: '任务' })
    await dialog.getByRole('button', { name: '设置重复…' }).click()
    await dialog.getByRole('button', { name: '保存' }).first().click()
    await dialog.getByText('每月最后一个工作日').waitFor()
    await dialog.getByLabel('新增一项').fill('核对余额')
    await dialog.getByRole('button', { name: '添加' }).click()
    await dialog.getByText('核对余额').waitFor()
    await dialog.getByLabel('新评论').fill('月底前寄出')
    await dialog.getByRole('button', { name: '发表评论' }).click()
    await expect.poll(async () => (await told(page, id)).comments.length).toBe(1)
    const found = await told(page, id)
    expect(found.series?.words).toBe('每月最后一个工作日')
    expect(found.checklist.map(({ zh }) => zh)).toEqual(['核对余额'])
    expect(found.comments.map(({ body }) => body)).toEqual(['月底前寄出'])
  })

  test('the address of the calendar is told once and taken back', async () => {
    const { page } = visit
    await page.goto(`${base}/profile?tab=calendar`)
    await page.getByRole('button', { name: '获取地址' }).click()
    const address = await page.getByLabel('我的日历订阅地址').innerText()
    const read = (url: string) => page.evaluate(async (at) => (await fetch(at)).status, url)
    expect(await read(address)).toBe(200)
    await page.getByRole('button', { name: '停用地址' }).click()
    await expect.poll(() => read(address)).toBe(404)
  })
})
