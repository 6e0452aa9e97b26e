import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn } from './house'

type Row = {
  id: string
  name: string
  source: string | null
  company: string | null
  owner: { id: string; name: string }
}
const rowsOf = async (page: Page): Promise<Row[]> => {
  const { clients } = await ask<{ clients: { nodes: Row[] } }>(
    page,
    `{ clients(filter: { kind: { eq: "individual" }, state: { eq: "existing" } }, orderBy: [{ field: AUM, direction: DESC }], first: 15) {
       nodes { id name source company owner { id name } } } }`,
  )
  return clients.nodes
}
/** Twelve rows are saved four at a time. */
const SLOW = { timeout: 20_000 }
const LIST = '/clients?kind=individual&state=existing&sort=-aum&cols=name,company,owner,source'
const cell = (page: Page, row: number, col: number) =>
  page.locator(`[role=row][data-row="${row}"] [data-col="${col}"]`).first()

async function pick(page: Page, count: number): Promise<void> {
  await page.goto(base + LIST)
  await cell(page, 0, 0).waitFor()
  for (let n = 0; n < count; n++) await page.locator(`[role=row][data-row="${n}"] [data-pick]`).click()
}

describe.skipIf(!ready)('many clients at once', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a field of many is changed after a look at each difference, and taken back in one step', async () => {
    const { page, context, faults } = await signIn(browser, 'operations')
    const before = await rowsOf(page)
    const company = `合并 ${Date.now() % 100_000}`
    await pick(page, 3)
    await page.getByRole('button', { name: '更改字段…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: '字段' }).click()
    await page.getByRole('listbox').getByRole('option', { name: '单位' }).click()
    await dialog.getByRole('textbox', { name: '新值' }).fill(company)
    await dialog.getByRole('button', { name: '预览' }).click()
    const review = page.getByRole('dialog', { name: '更改 3 位客户的“单位”？' })
    for (const { name } of before.slice(0, 3)) await review.getByText(name, { exact: true }).first().waitFor()
    expect((await rowsOf(page))[0]?.company).toBe(before[0]?.company)
    await review.getByRole('button', { name: '更改', exact: true }).click()
    await review.waitFor({ state: 'detached' })
    await expect
      .poll(async () => (await rowsOf(page)).slice(0, 3).map((row) => row.company), SLOW)
      .toEqual([company, company, company])
    await page.getByRole('button', { name: '撤销' }).click()
    await expect
      .poll(async () => (await rowsOf(page)).map((row) => row.company), SLOW)
      .toEqual(before.map((row) => row.company))
    expect(faults).toEqual([])
    await context.close()
  })

  test('many are handed over to another owner, and back', async () => {
    const { page, context, faults } = await signIn(browser, 'operations', { locale: 'en' })
    const before = await rowsOf(page)
    const { users } = await ask<{ users: { nodes: { id: string; name: string; roles: string[] }[] } }>(
      page,
      '{ users(active: true, first: 100) { nodes { id name roles } } }',
    )
    const held = new Set(before.slice(0, 2).map(({ owner }) => owner.id))
    const heir = users.nodes.find(({ id, roles }) => roles.includes('client_manager') && !held.has(id))
    await pick(page, 2)
    await page.getByRole('button', { name: 'Change a field…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Field' }).click()
    await page.getByRole('listbox').getByRole('option', { name: 'Owner', exact: true }).click()
    await dialog.getByRole('combobox', { name: 'To' }).click()
    await page
      .getByRole('listbox')
      .getByRole('option', { name: heir?.name ?? '' })
      .first()
      .click()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('holiday cover')
    await dialog.getByRole('button', { name: 'Review' }).click()
    const review = page.getByRole('dialog', { name: /^Hand 2 clients over to/ })
    await review
      .getByText(before[0]?.owner.name ?? '')
      .first()
      .waitFor()
    await review.getByRole('button', { name: 'Hand over' }).click()
    await review.waitFor({ state: 'detached' })
    await expect
      .poll(async () => (await rowsOf(page)).slice(0, 2).map((row) => row.owner.id), SLOW)
      .toEqual([heir?.id, heir?.id])
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect
      .poll(async () => (await rowsOf(page)).slice(0, 2).map((row) => row.owner.id), SLOW)
      .toEqual(before.slice(0, 2).map((row) => row.owner.id))
    expect(faults).toEqual([])
    await context.close()
  })

  test('a block of cells from a spreadsheet is looked at before it is written, and comes back by undo', async () => {
    const { page, context, faults } = await signIn(browser, 'operations')
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const before = await rowsOf(page)
    const mark = String(Date.now() % 100_000)
    await page.goto(base + LIST)
    await cell(page, 0, 1).click()
    await page.evaluate(
      (n) => navigator.clipboard.writeText(Array.from({ length: 12 }, (_, row) => `甲${n}-${row}\t谁`).join('\r\n')),
      mark,
    )
    await page.keyboard.press('Control+v')
    const review = page.getByRole('dialog', { name: '粘贴 12 个单元格？' })
    await review.getByText(`甲${mark}-11`).waitFor()
    // The owner is not changed by pasting.
    await review.getByText(/12 个不可编辑/).waitFor()
    expect((await rowsOf(page))[0]?.company).toBe(before[0]?.company)
    await review.getByRole('button', { name: '粘贴' }).click()
    await expect.poll(async () => (await rowsOf(page))[11]?.company, SLOW).toBe(`甲${mark}-11`)
    await page.getByRole('button', { name: '撤销' }).click()
    await expect
      .poll(async () => (await rowsOf(page)).map((row) => row.company), SLOW)
      .toEqual(before.map((row) => row.company))
    expect(faults).toEqual([])
    await context.close()
  })
})
