import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

const sheet = (page: Page) => page.locator('[role=grid], [role=treegrid]').first()
const row = (page: Page, title: string) => sheet(page).getByRole('row').filter({ hasText: title })

/** Makes tasks of the signed-in person's own, due long ago so that they stand first. */
async function makeTasks(page: Page, titles: readonly string[], priority = 'normal'): Promise<void> {
  for (const [n, title] of titles.entries())
    await ask(page, 'mutation T($input: CreateTaskInput!) { createTask(input: $input) { id } }', {
      input: { title, priority, dueAt: `2020-01-0${n + 1}T09:00:00+08:00` },
    })
}
const stateOf = async (page: Page, title: string) => {
  const { tasks } = await ask<{
    tasks: { nodes: { title: string; state: string; priority: string; dueAt: string }[] }
  }>(
    page,
    '{ tasks(orderBy: [{ field: CREATED_AT, direction: DESC }], first: 50) { nodes { title state priority dueAt } } }',
  )
  return tasks.nodes.find((task) => task.title === title)
}

describe.skipIf(!ready)('the task sheet', () => {
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

  test('a cell is changed by keyboard and taken back; the server follows both', async () => {
    const { page } = visit
    const title = `改优先级 ${Date.now() % 100_000}`
    await makeTasks(page, [title])
    await page.goto(`${base}/tasks`)
    await row(page, title).locator('[data-col="2"]').click()
    await page.keyboard.type('紧急')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await stateOf(page, title))?.priority).toBe('urgent')
    await page.keyboard.press('Control+z')
    await expect.poll(async () => (await stateOf(page, title))?.priority).toBe('normal')
  })

  test('many are completed after a look at what they become, and reopened by undo', async () => {
    const { page } = visit
    const titles = ['批一', '批二', '批三'].map((word) => `${word} ${Date.now() % 100_000}`)
    await makeTasks(page, titles)
    await page.goto(`${base}/tasks`)
    for (const title of titles) await row(page, title).locator('[data-pick]').click()
    await page.getByRole('toolbar', { name: '对所选行的操作' }).getByRole('button', { name: '完成' }).click()
    const review = page.getByRole('dialog', { name: '完成 3 项任务？' })
    for (const title of titles) await review.getByText(title).first().waitFor()
    await review.getByRole('button', { name: '完成' }).click()
    await review.waitFor({ state: 'detached' })
    await expect.poll(async () => (await stateOf(page, titles[2] ?? ''))?.state).toBe('done')
    await page.getByRole('button', { name: '撤销' }).click()
    for (const title of titles) await expect.poll(async () => (await stateOf(page, title))?.state).toBe('open')
  })

  test('is grouped with what each group adds up to, and the grouping is a view', async () => {
    const { page } = visit
    const title = `归类 ${Date.now() % 100_000}`
    await makeTasks(page, [title], 'urgent')
    await page.goto(`${base}/tasks`)
    await page.getByLabel('分组').selectOption('priority')
    await page.waitForURL(/group=priority/)
    const grid = page.getByRole('treegrid')
    const group = grid.getByRole('row', { expanded: true }).filter({ hasText: '紧急' })
    await group.getByText(/\d+ 项逾期/).waitFor()
    await group.locator('[data-col="0"]').click()
    await row(page, title).waitFor({ state: 'detached' })
    await page.keyboard.press('ArrowRight')
    await row(page, title).waitFor()
  })

  test('an order is that of all tasks: what stands last is reached with one key', async () => {
    const { page, context, faults } = await signIn(browser, 'executive')
    const first = async (direction: string) => {
      const { viewer } = await ask<{ viewer: { user: { id: string } } }>(page, '{ viewer { user { id } } }')
      const { tasks } = await ask<{ tasks: { totalCount: number; nodes: { title: string }[] } }>(
        page,
        `query First($me: ID!) { tasks(filter: { not: { assignee: { eq: $me } }, state: { eq: "open" } },
           orderBy: [{ field: TITLE, direction: ${direction} }], first: 1) { totalCount nodes { title } } }`,
        { me: viewer.user.id },
      )
      return { total: tasks.totalCount, title: tasks.nodes[0]?.title ?? '' }
    }
    await page.goto(`${base}/tasks?view=given`)
    await sheet(page).getByRole('columnheader', { name: '任务' }).click()
    await page.waitForURL(/sort=title/)
    const line = (n: number) => sheet(page).locator(`[role=row][data-row="${n}"]`)
    await expect.poll(() => line(0).textContent()).toContain((await first('ASC')).title)
    const last = await first('DESC')
    expect(await sheet(page).getAttribute('aria-rowcount')).toBe(String(last.total + 1))
    await line(0).locator('[data-col="2"]').click()
    await page.keyboard.press('Control+End')
    await expect.poll(() => line(last.total - 1).textContent()).toContain(last.title)
    expect(faults).toEqual([])
    await context.close()
  })

  test('a block is copied to a spreadsheet and pasted back as changes', async () => {
    const { page, context } = visit
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const titles = ['贴一', '贴二'].map((word) => `${word} ${Date.now() % 100_000}`)
    await makeTasks(page, titles)
    await page.goto(`${base}/tasks?sort=-createdAt&cols=title,priority,dueAt,createdAt`)
    await row(page, titles[1] ?? '')
      .locator('[data-col="1"]')
      .click()
    await page.evaluate(() => navigator.clipboard.writeText('高\t2027/3/1\r\n低\t2027-03-02\r\n'))
    await page.keyboard.press('Control+v')
    await expect.poll(async () => (await stateOf(page, titles[1] ?? ''))?.priority).toBe('high')
    await expect.poll(async () => (await stateOf(page, titles[0] ?? ''))?.dueAt).toContain('2027-03-02')
  })

  test('columns and their order are remembered on this device', async () => {
    const { page } = visit
    await page.goto(`${base}/tasks`)
    await sheet(page).waitFor()
    await page.getByRole('button', { name: '列', exact: true }).click()
    await page.getByRole('checkbox', { name: '创建' }).click()
    await page.getByRole('columnheader', { name: '创建' }).waitFor()
    await page.goto(`${base}/tasks`)
    await page.getByRole('columnheader', { name: '创建' }).waitFor()
    await page.evaluate(() => localStorage.removeItem('startrail.columns.tasks'))
  })

  test('on a phone the same tasks are a list, done with one tap', async () => {
    const phone = await signIn(browser, 'manager', { locale: 'en', phone: true })
    const title = `Phone ${Date.now() % 100_000}`
    await makeTasks(phone.page, [title])
    await phone.page.goto(`${base}/tasks`)
    await phone.page.getByRole('button', { name: `Complete “${title}”` }).tap()
    await expect.poll(async () => (await stateOf(phone.page, title))?.state).toBe('done')
    expect(phone.faults).toEqual([])
    await phone.context.close()
  })
})
