import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { ask, base, launch, ownClient, ready, signIn } from './house'

/** Each try has names of its own: what the one before made is there. */
let stamp = ''
beforeEach(() => {
  stamp = Date.now().toString(36)
})
const OPEN = 'mutation Open($input: ClassifyCustomFieldInput!) { classifyCustomField(input: $input) { id } }'
const LOG = 'mutation Log($input: LogInteractionInput!) { logInteraction(input: $input) { id } }'
const KNOWN = '{ fields(type: "Client") { key } }'

describe.skipIf(!ready)('fields that count rows', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a roll-up is made by keyboard, says what it counts, and is seen and filtered by', async () => {
    const operations = await signIn(browser, 'operations')
    const policy = await signIn(browser, 'policy')
    const manager = await signIn(browser, 'manager')
    const [key, name] = [`calls_${stamp}`, `通话${stamp}`]
    const { page: settings } = operations
    await settings.goto(`${base}/fields`)
    const dialog = settings.getByRole('dialog')
    const choose = async (label: string, option: string) => {
      await dialog.getByRole('combobox', { name: label, exact: true }).press('ArrowDown')
      await settings.getByRole('option', { name: option, exact: true }).click()
    }
    await settings.getByRole('button', { name: '新建字段' }).press('Enter')
    await dialog.getByLabel('中文名称').fill(name)
    await dialog.getByLabel('英文名称').fill(`Calls ${stamp}`)
    await dialog.getByLabel('标识').first().fill(key)
    await choose('类型', '数字')
    await dialog.getByText('由客户的记录汇总').click()
    await choose('哪类记录', '互动')
    await dialog.getByLabel('只计最近多少天').fill('90')
    await dialog.getByText('= 互动的数量，最近 90 天').waitFor()
    await dialog.getByRole('button', { name: '保存' }).press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await openTo(policy.page, settings, key)

    const { page } = manager
    const client = await ownClient(page)
    const known = async () => (await ask<{ fields: { key: string }[] }>(page, KNOWN)).fields.map((each) => each.key)
    await expect.poll(known, { timeout: 20_000 }).toContain(`custom:${key}`)
    await ask(page, LOG, {
      input: { client: client.id, kind: 'call', direction: 'out', channel: 'phone', summary: '问候' },
    })
    await page.goto(`${base}/clients/${client.id}`)
    await page.getByText('= 互动的数量，最近 90 天').first().waitFor()
    const own = encodeURIComponent(JSON.stringify({ [key]: { gte: '1' } }))
    await page.goto(`${base}/clients?own=${own}&cols=name,custom:${key}`)
    await page.getByRole('columnheader', { name }).waitFor()
    await page.getByText(client.name).first().waitFor()
    expect([...(await faultsNow(page)), ...operations.faults, ...policy.faults, ...manager.faults]).toEqual([])
    for (const { context } of [operations, policy, manager]) await context.close()
  })
})

async function openTo(policy: Page, operations: Page, key: string, right = 'view'): Promise<void> {
  const { customFields } = await ask<{ customFields: { id: string; key: string }[] }>(
    operations,
    '{ customFields { id key } }',
  )
  const id = customFields.find((field) => field.key === key)?.id
  const grants = ['own', 'team', 'firm'].map((relation) => ({
    role: 'client_manager',
    relation,
    right: relation === 'own' ? right : 'view',
  }))
  const input = { id, grants: [{ role: 'operations', relation: 'firm', right }, ...grants], note: '客户经理查看' }
  // A version of the policy may take longer than a call may last where much else is going on.
  const opened = () =>
    ask(policy, OPEN, { input }).then(
      () => 'opened',
      (refused: Error) => refused.message,
    )
  await expect.poll(opened, { timeout: 60_000, interval: 1_000 }).toBe('opened')
}

describe.skipIf(!ready)('fields that are sealed', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a number is sealed, shown masked, revealed with a reason, and the list asks whether there is one', async () => {
    const operations = await signIn(browser, 'operations')
    const policy = await signIn(browser, 'policy')
    const manager = await signIn(browser, 'manager')
    const [key, name] = [`pass_${stamp}`, `通行证${stamp}`]
    const { page: settings } = operations
    await settings.goto(`${base}/fields`)
    const dialog = settings.getByRole('dialog')
    await settings.getByRole('button', { name: '新建字段' }).press('Enter')
    await dialog.getByLabel('中文名称').fill(name)
    await dialog.getByLabel('英文名称').fill(`Pass ${stamp}`)
    await dialog.getByLabel('标识').first().fill(key)
    await dialog.getByRole('combobox', { name: '类型', exact: true }).press('ArrowDown')
    await settings.getByRole('option', { name: '加密号码或文本', exact: true }).click()
    await dialog.getByRole('button', { name: '保存' }).press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await openTo(policy.page, settings, key, 'edit')

    const { page } = manager
    const client = await ownClient(page, 1)
    const known = async () => (await ask<{ fields: { key: string }[] }>(page, KNOWN)).fields.map((each) => each.key)
    await expect.poll(known, { timeout: 20_000 }).toContain(`custom:${key}`)
    await page.goto(`${base}/clients/${client.id}`)
    await page.getByRole('button', { name: `编辑${name}` }).click()
    const edit = page.getByRole('dialog')
    await edit.getByLabel(name).fill('E 1234-56789')
    await edit.getByRole('button', { name: '保存' }).press('Enter')
    await edit.waitFor({ state: 'detached' })
    const shown = page.getByRole('definition').filter({ hasText: '****6789' })
    await shown.waitFor()
    expect(await page.content()).not.toContain('1234-5')
    await shown.getByRole('button', { name: /查看/ }).press('Enter')
    await edit.getByRole('textbox').fill('核对证件原件')
    await edit.getByRole('button', { name: /查看|显示/ }).press('Enter')
    await edit.getByText('E 1234-56789').waitFor()
    await page.keyboard.press('Escape')
    const own = encodeURIComponent(JSON.stringify({ [key]: { empty: false } }))
    await page.goto(`${base}/clients?own=${own}&cols=name,custom:${key}`)
    await page.getByText('****6789').first().waitFor()
    await page.getByText(client.name).first().waitFor()
    expect([...(await faultsNow(page)), ...operations.faults, ...policy.faults, ...manager.faults]).toEqual([])
    for (const { context } of [operations, policy, manager]) await context.close()
  })
})
