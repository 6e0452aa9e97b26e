import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { ask, base, launch, ownClient, ready, signIn } from './house'

/** Each try has names of its own: what the one before made is there. */
let stamp = ''
beforeEach(() => {
  stamp = Date.now().toString(36)
})

async function define(page: Page, zh: string, key: string): Promise<void> {
  await page.getByRole('button', { name: '新建字段' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('中文名称').fill(zh)
  await dialog.getByLabel('英文名称').fill(`Own ${key}`)
  await dialog.getByLabel('标识').first().fill(key)
  await dialog.getByRole('button', { name: '保存' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('listitem').filter({ hasText: zh }).waitFor()
}

describe.skipIf(!ready)("a firm's own fields", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('operations add fields and order them, a keeper opens one, its value is written and looked back on', async () => {
    const operations = await signIn(browser, 'operations')
    const { page } = operations
    await page.goto(`${base}/fields`)
    const [first, second] = [`信托规模${stamp}`, `爱好${stamp}`]
    await define(page, first, `trust_${stamp}`)
    await define(page, second, `hobby_${stamp}`)
    const places = async () => {
      const rows = await page.getByRole('listitem').allTextContents()
      return [first, second].map((name) => rows.findIndex((row) => row.includes(name)))
    }
    expect((await places())[0]).toBeLessThan((await places())[1] ?? 0)
    // By the keyboard, and back by the mouse.
    await page.getByRole('button', { name: `上移“${second}”` }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(async () => ((await places())[1] ?? 0) < ((await places())[0] ?? 0)).toBe(true)
    const row = (name: string) => page.getByRole('listitem').filter({ hasText: name })
    await row(second).dragTo(row(first))
    await expect.poll(async () => ((await places())[0] ?? 0) < ((await places())[1] ?? 0)).toBe(true)

    const policy = await signIn(browser, 'policy')
    await policy.page.goto(`${base}/fields`)
    await policy.page.getByRole('listitem').filter({ hasText: first }).getByRole('button', { name: '开放给谁' }).click()
    const dialog = policy.page.getByRole('dialog')
    await dialog.getByRole('button', { name: '添加角色' }).click()
    await dialog.getByLabel('原因').fill('客户经理登记')
    await dialog.getByRole('button', { name: '发布' }).click()
    await dialog.waitFor({ state: 'detached' })
    await policy.page.getByRole('listitem').filter({ hasText: first }).getByText('客户经理').waitFor()

    const manager = await signIn(browser, 'manager')
    const { id } = await ownClient(manager.page)
    const open = () => manager.page.goto(`${base}/clients/${id}`)
    await expect
      .poll(async () => {
        const told = await ask<{ fields: { key: string }[] }>(manager.page, '{ fields(type: "Client") { key } }')
        return told.fields.map(({ key }) => key)
      })
      .toContain(`custom:trust_${stamp}`)
    await open()
    await manager.page.getByRole('button', { name: `编辑${first}` }).click()
    await manager.page.getByRole('dialog').getByLabel(first).fill('五百万')
    await manager.page.keyboard.press('Enter')
    await manager.page.getByRole('dialog').waitFor({ state: 'detached' })
    await manager.page.getByRole('definition').filter({ hasText: '五百万' }).waitFor()
    await manager.page.getByRole('button', { name: `${first} 的历史值` }).click()
    await manager.page.getByRole('definition').filter({ hasText: '五百万' }).getByRole('list').waitFor()
    expect(await manager.page.getByText(second).count()).toBe(0)
    expect([...operations.faults, ...policy.faults, ...manager.faults]).toEqual([])
    for (const { context } of [operations, policy, manager]) await context.close()
  })

  test('own fields are columns of the list: chosen, sorted by, filtered by with chips, kept in a view', async () => {
    const operations = await signIn(browser, 'operations')
    const policy = await signIn(browser, 'policy')
    const manager = await signIn(browser, 'manager')
    const { page } = manager
    const [size, level] = [`额度${stamp}`, `等级${stamp}`]
    const create = 'mutation New($input: CreateCustomFieldInput!) { createCustomField(input: $input) { id } }'
    const open = 'mutation Open($input: ClassifyCustomFieldInput!) { classifyCustomField(input: $input) { id } }'
    const options = [
      { value: 'a', zh: '甲级', en: 'First' },
      { value: 'b', zh: '乙级', en: 'Second' },
    ]
    for (const input of [
      { key: `size_${stamp}`, kind: 'money', zh: size, en: `Size ${stamp}` },
      { key: `level_${stamp}`, kind: 'choice', zh: level, en: `Level ${stamp}`, options },
    ]) {
      const { createCustomField } = await ask<{ createCustomField: { id: string } }>(operations.page, create, { input })
      const grants = ['own', 'team', 'firm'].map((relation) => ({
        role: 'client_manager',
        relation,
        right: relation === 'own' ? 'edit' : 'view',
      }))
      await ask(policy.page, open, { input: { id: createCustomField.id, grants, note: '客户经理登记' } })
    }
    await expect
      .poll(
        async () => {
          const told = await ask<{ fields: { key: string }[] }>(page, '{ fields(type: "Client") { key } }')
          return told.fields.map(({ key }) => key)
        },
        { timeout: 20_000 },
      )
      .toContain(`custom:level_${stamp}`)
    const set = 'mutation Set($input: UpdateClientInput!) { updateClient(input: $input) { id } }'
    const told = [
      ['9000000', 'b'],
      ['2000000', 'a'],
      ['5000000', 'a'],
    ]
    const names: string[] = []
    for (const [n, [amount, grade]] of told.entries()) {
      const { id, version, name } = await ownClient(page, n)
      const custom = [
        { field: `size_${stamp}`, value: amount },
        { field: `level_${stamp}`, value: grade },
      ]
      await ask(page, set, { input: { id, version, custom } })
      names.push(name)
    }
    await page.goto(`${base}/clients`)
    const grid = page.getByRole('grid')
    await grid.waitFor()
    await page.getByRole('button', { name: '列', exact: true }).click()
    for (const name of [size, level]) await page.getByRole('checkbox', { name, exact: true }).check()
    await page.keyboard.press('Escape')
    await page.waitForURL((url) => (url.searchParams.get('cols') ?? '').includes(`custom:level_${stamp}`))
    await page.getByRole('columnheader', { name: size }).click()
    await page.waitForURL((url) => url.searchParams.get('sort') === `custom:size_${stamp}`)
    const first = () => page.locator('[role=row][data-row="0"]').textContent()
    await expect.poll(first, { timeout: 15_000 }).toContain(names[1])
    expect(await first()).toContain('甲级')

    await page.getByRole('button', { name: '筛选', exact: true }).click()
    await page.getByRole('menuitem', { name: level }).click()
    await page.getByRole('listbox', { name: level }).getByRole('option', { name: '甲级' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 15_000 }).toBe('3')
    await page.getByRole('button', { name: '筛选', exact: true }).click()
    await page.getByRole('menuitem', { name: size }).click()
    await page.getByRole('textbox', { name: '至少' }).fill('300万')
    await page.keyboard.press('Enter')
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 15_000 }).toBe('2')
    await page.getByRole('button', { name: `${size}：≥ ¥300.00万` }).waitFor()
    expect(await first()).toContain(names[2])
    expect(await faultsNow(page)).toEqual([])

    const view = `信托 ${stamp}`
    const views = page.getByRole('navigation', { name: '视图' })
    await views.getByRole('button', { name: '另存为视图' }).click()
    await page.getByRole('dialog').getByLabel('名称').fill(view)
    await page.keyboard.press('Enter')
    await views.getByRole('link', { name: view }).waitFor()
    await page.goto(`${base}/clients`)
    await views.getByRole('link', { name: view }).click()
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 15_000 }).toBe('2')
    await page.getByRole('columnheader', { name: level }).waitFor()
    await page.getByRole('button', { name: `移除筛选「${size}」` }).click()
    await expect.poll(() => grid.getAttribute('aria-rowcount'), { timeout: 15_000 }).toBe('3')
    // Who may not read a field has neither column nor filter of it, also when he is sent the URL.
    const sent = page.url()
    const executive = await signIn(browser, 'executive')
    await executive.page.goto(sent.replace(/saved=[^&]*&?/, ''))
    await executive.page.getByRole('grid').waitFor()
    expect(await executive.page.getByText(level).count()).toBe(0)
    expect([...manager.faults, ...executive.faults]).toEqual([])
    for (const { context } of [operations, policy, manager, executive]) await context.close()
  })
})
