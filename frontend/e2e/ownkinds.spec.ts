import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { ask, base, launch, ownClient, ready, signIn } from './house'

/** Each try has names of its own: what the one before made is there. */
let stamp = ''
beforeEach(() => {
  stamp = Date.now().toString(36)
})
const CREATE = 'mutation New($input: CreateCustomFieldInput!) { createCustomField(input: $input) { id } }'
const OPEN = 'mutation Open($input: ClassifyCustomFieldInput!) { classifyCustomField(input: $input) { id } }'
const KNOWN = '{ fields(type: "Client") { key } }'

/** Opens a field to operations, and to client managers: their own clients to write, the others to read. */
async function openTo(policy: Page, operations: Page, key: string): Promise<void> {
  const { customFields } = await ask<{ customFields: { id: string; key: string }[] }>(
    operations,
    '{ customFields { id key } }',
  )
  const grants = ['own', 'team', 'firm'].map((relation) => ({
    role: 'client_manager',
    relation,
    right: relation === 'own' ? 'edit' : 'view',
  }))
  const id = customFields.find((field) => field.key === key)?.id
  const all = [{ role: 'operations', relation: 'firm', right: 'edit' }, ...grants]
  await ask(policy, OPEN, { input: { id, grants: all, note: '客户经理登记' } })
}

/** Until somebody's fields have one among them: rights travel within a second or so. */
async function untilKnown(page: Page, key: string): Promise<void> {
  const known = async () => (await ask<{ fields: { key: string }[] }>(page, KNOWN)).fields.map((field) => field.key)
  await expect.poll(known, { timeout: 20_000 }).toContain(`custom:${key}`)
}

describe.skipIf(!ready)('computed fields and lunar days', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a formula and a lunar birthday are made, filled, seen, filtered by, and edited in a cell', async () => {
    const operations = await signIn(browser, 'operations')
    const policy = await signIn(browser, 'policy')
    const manager = await signIn(browser, 'manager')
    const [trust, born, doubled] = [`信托${stamp}`, `农历生日${stamp}`, `两倍${stamp}`]
    const { page: settings } = operations
    await ask(settings, CREATE, { input: { key: `trust_${stamp}`, kind: 'money', zh: trust, en: `Trust ${stamp}` } })
    await settings.goto(`${base}/fields`)
    const dialog = settings.getByRole('dialog')
    const begin = async (zh: string, key: string, kind: string) => {
      await settings.getByRole('button', { name: '新建字段' }).click()
      await dialog.getByLabel('中文名称').fill(zh)
      await dialog.getByLabel('英文名称').fill(`Own ${key}`)
      await dialog.getByLabel('标识').first().fill(key)
      await dialog.getByRole('combobox', { name: '类型' }).click()
      await settings.getByRole('option', { name: kind, exact: true }).click()
    }
    const finish = async () => {
      await dialog.getByRole('button', { name: '保存' }).click()
      await dialog.waitFor({ state: 'detached' })
    }
    await begin(born, `born_${stamp}`, '农历日期')
    await finish()
    for (const key of [`trust_${stamp}`, `born_${stamp}`]) await openTo(policy.page, settings, key)
    // The page knows of a field to compute with when it is read anew.
    await untilKnown(settings, `trust_${stamp}`)
    await settings.goto(`${base}/fields`)
    await begin(doubled, `doubled_${stamp}`, '金额')
    await dialog.getByText('由公式计算').click()
    await dialog.getByRole('textbox', { name: '公式' }).fill(`custom:trust_${stamp} * 2`)
    await dialog.getByText(`= ${trust} × 2`).waitFor()
    await finish()
    await openTo(policy.page, settings, `doubled_${stamp}`)

    const { page } = manager
    const { id, name } = await ownClient(page)
    await untilKnown(page, `doubled_${stamp}`)
    await page.goto(`${base}/clients/${id}`)
    await page.getByRole('button', { name: `编辑${born}` }).click()
    const edit = page.getByRole('dialog')
    await edit.getByRole('combobox', { name: '月' }).click()
    await page.getByRole('option', { name: '八月', exact: true }).click()
    await edit.getByRole('combobox', { name: '日', exact: true }).click()
    await page.getByRole('option', { name: '十五', exact: true }).click()
    await edit.getByText('农历八月十五').waitFor()
    await edit.getByRole('button', { name: '保存' }).click()
    await edit.waitFor({ state: 'detached' })
    await page.getByRole('definition').filter({ hasText: '农历八月十五' }).waitFor()
    await page
      .getByRole('definition')
      .filter({ hasText: `= ${trust} × 2` })
      .waitFor()
    expect(await page.getByRole('button', { name: `编辑${doubled}` }).count()).toBe(0)

    const cols = ['name', `custom:trust_${stamp}`, `custom:doubled_${stamp}`, `custom:born_${stamp}`]
    const asked = JSON.stringify({ [`born_${stamp}`]: { next: 400 } })
    await page.goto(`${base}/clients?cols=${cols.join(',')}&own=${encodeURIComponent(asked)}`)
    const row = page.locator('[role=row][data-row="0"]')
    await expect.poll(() => row.textContent(), { timeout: 15_000 }).toContain('农历八月十五')
    expect(await row.textContent()).toContain(name)
    await row.locator('[data-col="1"]').first().click()
    await page.keyboard.type('300万')
    await page.keyboard.press('Enter')
    // What is computed of it comes back with the row.
    await expect.poll(() => row.textContent(), { timeout: 15_000 }).toContain('¥600.00万')
    await page.keyboard.press('Control+z')
    await expect.poll(() => row.textContent(), { timeout: 15_000 }).not.toContain('¥600.00万')
    expect(await faultsNow(page)).toEqual([])
    expect([...operations.faults, ...policy.faults, ...manager.faults]).toEqual([])
    for (const { context } of [operations, policy, manager]) await context.close()
  })
})
