import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { ask, base, launch, ownClient, ready, signIn } from './house'

const OPEN = 'mutation Open($input: ClassifyCustomFieldInput!) { classifyCustomField(input: $input) { id } }'
const KNOWN = '{ fields(type: "Client") { key } }'

describe.skipIf(!ready)('fields that hold files, and service levels by hand', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('a file is sent up into a field, looked at, counted in the list, taken out and put back', async () => {
    const stamp = Date.now().toString(36)
    const [KEY, NAME] = [`deed_${stamp}`, `信托契约${stamp}`]
    const operations = await signIn(browser, 'operations')
    const policy = await signIn(browser, 'policy')
    const { page: settings } = operations
    await settings.goto(`${base}/fields`)
    const dialog = settings.getByRole('dialog')
    await settings.getByRole('button', { name: '新建字段' }).press('Enter')
    await dialog.getByLabel('中文名称').fill(NAME)
    await dialog.getByLabel('英文名称').fill(`Deed ${stamp}`)
    await dialog.getByLabel('标识').first().fill(KEY)
    await dialog.getByRole('combobox', { name: '类型', exact: true }).press('ArrowDown')
    await settings.getByRole('option', { name: '文件', exact: true }).click()
    await dialog.getByRole('button', { name: '保存' }).press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await openTo(policy.page, settings, KEY)

    const manager = await signIn(browser, 'manager')
    const { page } = manager
    const client = await ownClient(page, 1)
    const known = async () => (await ask<{ fields: { key: string }[] }>(page, KNOWN)).fields.map((each) => each.key)
    await expect.poll(known, { timeout: 20_000 }).toContain(`custom:${KEY}`)
    await page.goto(`${base}/clients/${client.id}`)
    await page.getByRole('button', { name: `编辑${NAME}` }).click()
    const edit = page.getByRole('dialog')
    const buffer = Buffer.from('信托契约正文')
    await edit.locator('input[type=file]').setInputFiles({ name: '契约.txt', mimeType: 'text/plain', buffer })
    await edit.getByRole('button', { name: '移除 契约.txt' }).waitFor()
    // The form cannot be saved before the file is there.
    const waits = edit.locator('[data-waits]')
    await expect
      .poll(() => waits.evaluate((field: HTMLInputElement) => field.validity.valid), { timeout: 15_000 })
      .toBe(true)
    await edit.getByRole('progressbar').waitFor({ state: 'detached' })
    await edit.getByRole('button', { name: '保存' }).press('Enter')
    await edit.waitFor({ state: 'detached' })
    const shown = page.getByRole('definition').filter({ hasText: '契约.txt' })
    const saved = page.waitForEvent('download')
    await shown.getByRole('button', { name: '契约.txt' }).press('Enter')
    expect((await saved).suggestedFilename()).toBe('契约.txt')
    const own = encodeURIComponent(JSON.stringify({ [KEY]: { empty: false } }))
    await page.goto(`${base}/clients?own=${own}&cols=name,custom:${KEY}`)
    const row = page.getByRole('row').filter({ hasText: client.name })
    await row.getByTitle('契约.txt').waitFor()
    await page.goto(`${base}/clients/${client.id}`)
    await page.getByRole('button', { name: `编辑${NAME}` }).click()
    await edit.getByRole('button', { name: '移除此文件' }).press('Enter')
    await edit.getByRole('button', { name: '保存' }).press('Enter')
    await edit.waitFor({ state: 'detached' })
    await shown.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '撤销' }).click()
    await shown.waitFor()
    await page.getByRole('button', { name: `${NAME} 的历史值` }).click()
    await page
      .getByText(/契约\.txt → —/)
      .first()
      .waitFor()
    expect([...(await faultsNow(page)), ...operations.faults, ...policy.faults, ...manager.faults]).toEqual([])
    for (const { context } of [operations, policy, manager]) await context.close()
  })

  test('another service level is asked for on the page of the client, and waits for a second person', async () => {
    const { page, faults, context } = await signIn(browser, 'manager')
    const listed = '{ clients(first: 1, filter: {serviceCell: {eq: "hnw"}}) { nodes { id } } }'
    const found = async () => (await ask<{ clients: { nodes: { id: string }[] } }>(page, listed)).clients.nodes[0]?.id
    await expect.poll(found, { timeout: 30_000 }).toBeTruthy()
    await page.goto(`${base}/clients/${await found()}`)
    await page.getByRole('button', { name: '应享服务' }).first().click()
    await page.getByRole('button', { name: '申请调整级别…' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: '调整服务级别' })
    await dialog.getByRole('combobox', { name: '服务标准' }).press('ArrowDown')
    await page.getByRole('option', { name: '超高净值服务' }).click()
    const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
    await dialog.getByLabel('末日').fill(day)
    await dialog.getByLabel('原因').fill('子女接班，提前按超高净值服务')
    await dialog.getByRole('button', { name: '提交申请' }).press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '应享服务' }).first().click()
    await page.getByText(/已申请「超高净值服务」/).waitFor()
    await page.getByRole('link', { name: '查看审批' }).click()
    await page.getByText('子女接班，提前按超高净值服务').first().waitFor()
    expect([...(await faultsNow(page)), ...faults]).toEqual([])
    await context.close()
  })
})

async function openTo(policy: Page, operations: Page, key: string): Promise<void> {
  const { customFields } = await ask<{ customFields: { id: string; key: string }[] }>(
    operations,
    '{ customFields { id key } }',
  )
  const id = customFields.find((field) => field.key === key)?.id
  const grants = ['own', 'team', 'firm'].map((relation) => ({
    role: 'client_manager',
    relation,
    right: relation === 'own' ? 'edit' : 'view',
  }))
  const input = {
    id,
    grants: [{ role: 'operations', relation: 'firm', right: 'edit' }, ...grants],
    note: '客户经理使用',
  }
  const opened = () =>
    ask(policy, OPEN, { input }).then(
      () => 'opened',
      (refused: Error) => refused.message,
    )
  await expect.poll(opened, { timeout: 60_000, interval: 1_000 }).toBe('opened')
}
