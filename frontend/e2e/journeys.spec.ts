import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

type Row = { id: string; version: number; stage: string; client: { id: string; name: string } }
const journeysIn = async (page: Page, stage: string): Promise<Row[]> => {
  const { journeys } = await ask<{ journeys: { nodes: Row[] } }>(
    page,
    `{ journeys(filter: {stages: ["${stage}"], states: ["open"]}, first: 50) {
      nodes { id version stage client { id name } } } }`,
  )
  return journeys.nodes
}
const stageOf = async (page: Page, id: string): Promise<string> =>
  (await ask<{ journey: { stage: string } }>(page, `{ journey(id: "${id}") { stage } }`)).journey.stage

describe.skipIf(!ready)('journeys', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'lead')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('a client goes on only when nothing is missing; what is missing is done from the sheet that says it', async () => {
    const { page } = visit
    const [row] = await journeysIn(page, 'lead')
    if (!row) throw new Error('no lead')
    await page.goto(`${base}/clients/${row.client.id}?tab=journey`)
    const journey = page.getByRole('region', { name: '私募产品销售旅程' })
    await journey.getByRole('list', { name: '阶段' }).getByText('线索获取').waitFor()
    await journey.getByRole('button', { name: '还缺什么？' }).click()
    const sheet = page.getByRole('dialog', { name: '未完成事项' })
    await sheet.getByRole('button', { name: '再试一次：初步沟通' }).waitFor()
    const todo = sheet.getByRole('button', { name: '办理…' })
    for (let n = await todo.count(); n > 0; n--) {
      await todo.first().click()
      const task = page.getByRole('dialog').last()
      await task.getByRole('button', { name: '完成', exact: true }).click()
      await expect.poll(() => todo.count()).toBe(n - 1)
    }
    await sheet.getByText('已无未完成事项。').waitFor()
    await sheet.getByRole('button', { name: '再试一次：初步沟通' }).click()
    await sheet.waitFor({ state: 'detached' })
    expect(await stageOf(page, row.id)).toBe('first_contact')
    await journey.getByRole('button', { name: '进入“意向确认”' }).waitFor()
    await journey.getByRole('button', { name: '退回…' }).click()
    const back = page.getByRole('dialog', { name: '退回旅程？' })
    await back.getByRole('textbox', { name: '原因' }).fill('来源有误')
    await back.getByRole('button', { name: '退回', exact: true }).click()
    await back.waitFor({ state: 'detached' })
    expect(await stageOf(page, row.id)).toBe('lead')
    await journey.getByRole('button', { name: '查看经过' }).click()
    await journey.getByText(/来源有误/).waitFor()
  })

  test('on the board a card that is refused comes back, by keyboard too, and says why', async () => {
    const { page } = visit
    await page.goto(`${base}/journeys`)
    const board = page.getByRole('region', { name: '旅程阶段看板' })
    await board.getByRole('heading', { name: /产品匹配/ }).waitFor()
    const [row] = await journeysIn(page, 'match')
    if (!row) throw new Error('nobody in product match')
    const card = board.locator('[data-card="3:0"]')
    await card.focus()
    await page.keyboard.press('Alt+ArrowRight')
    const sheet = page.getByRole('dialog', { name: '未完成事项' })
    await sheet.getByText('必办任务').first().waitFor()
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    expect(await stageOf(page, row.id)).toBe('match')
  })

  test('a task that asks for a note is completed where it is ticked', async () => {
    const { page } = visit
    type Tasks = {
      client: { tasks: { nodes: { id: string; title: string; evidence: string; role: string | null }[] } }
    }
    let place: { client: string; task: Tasks['client']['tasks']['nodes'][number] } | undefined
    for (const row of await journeysIn(page, 'first_contact')) {
      const { client } = await ask<Tasks>(
        page,
        `{ client(id: "${row.client.id}") { tasks(first: 5, open: true) { nodes { id title evidence role } } } }`,
      )
      const task = client.tasks.nodes.find((each) => each.evidence === 'note' && each.role === null)
      if (task) place = { client: row.client.id, task }
      if (place) break
    }
    if (!place) throw new Error('no task asks for a note')
    await page.goto(`${base}/clients/${place.client}`)
    await page
      .getByRole('button', { name: `完成「${place.task.title}」` })
      .first()
      .click()
    const dialog = page.getByRole('dialog', { name: place.task.title })
    await dialog.getByRole('textbox').first().fill('已电话沟通，纪要另存')
    await dialog.getByRole('button', { name: '完成', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    const { task } = await ask<{ task: { state: string; outcome: string } }>(
      page,
      `{ task(id: "${place.task.id}") { state outcome } }`,
    )
    expect(task).toEqual({ state: 'done', outcome: '已电话沟通，纪要另存' })
  })
})
