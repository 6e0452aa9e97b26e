import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, openClient, ownClient, ready, signIn, type Visit } from './house'

const rowOf = (page: Page, row: number) => page.locator(`[role=row][data-row="${row}"]`)
/** The row that has the focus. */
const placeOf = (page: Page) =>
  page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row)

describe.skipIf(!ready)('a client manager at work', () => {
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

  test('finds a client by pinyin initials in the palette and opens the page', async () => {
    const { page } = visit
    const client = await ownClient(page)
    const initials = client.namePinyin
      .split(' ')
      .map((sound) => sound[0])
      .join('')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill(initials)
    const hit = page.getByRole('option').filter({ hasText: client.name }).first()
    await hit.waitFor()
    await hit.click()
    await page.getByRole('heading', { level: 1, name: client.name }).waitFor()
    expect(new URL(page.url()).pathname).toBe(`/clients/${client.id}`)
  })

  test('sees the list narrowed by what the URL says and sorts by a header', async () => {
    const { page } = visit
    await page.goto(`${base}/clients?state=existing`)
    await page.getByRole('grid').waitFor()
    const header = page.getByRole('columnheader', { name: /存续规模/ })
    await header.click()
    await page.waitForURL(/sort=aum/)
    await header.click()
    await page.waitForURL(/sort=-aum/)
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-busy')).toBeNull()
    const { clients } = await ask<{ clients: { nodes: { name: string }[] } }>(
      page,
      '{ clients(filter: { state: { eq: "existing" } }, orderBy: [{ field: AUM, direction: DESC }], first: 1) { nodes { name } } }',
    )
    await expect.poll(() => rowOf(page, 0).textContent()).toContain(clients.nodes[0]?.name)
    expect(await header.textContent()).toContain('万元')
  })

  test('walks the list by keyboard: J, Space peeks, Escape closes, Enter opens', async () => {
    const { page } = visit
    await page.goto(`${base}/clients?sort=-aum`)
    await rowOf(page, 0).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press(' ')
    await page.getByRole('complementary').getByRole('heading', { level: 2 }).first().waitFor()
    await page.keyboard.press('j')
    await expect.poll(() => placeOf(page)).toBe('1')
    await page.keyboard.press('Escape')
    await page.getByRole('complementary').waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await page.getByRole('tablist').waitFor()
  })

  test('sees the ID number masked, with the rule that closed it', async () => {
    const { page } = visit
    const client = await ownClient(page)
    await openClient(page, client.id)
    const fact = page.locator('dd').filter({ has: page.getByRole('button', { name: /证件号码/ }) })
    expect(await fact.textContent()).toMatch(/\*{4,}/)
    await page.getByRole('button', { name: '为什么不能查看证件号码？' }).click()
    const why = page.getByRole('dialog')
    await why.waitFor()
    expect(await why.textContent()).toContain('Client.idNumber')
    await page.keyboard.press('Escape')
  })

  test('reveals a mobile number only with a reason, and the reveal is in the history', async () => {
    const { page } = visit
    const client = await ownClient(page)
    await openClient(page, client.id)
    await page.getByRole('button', { name: /查看明文\s*手机/ }).click()
    const dialog = page.getByRole('dialog')
    const confirm = dialog.getByRole('button', { name: '查看明文' })
    expect(await confirm.isDisabled()).toBe(true)
    const reason = `回访电话，季度报告 ${Date.now()}`
    await dialog.getByRole('textbox').fill(reason)
    await confirm.click()
    const value = dialog.locator('output')
    await value.waitFor()
    expect(await value.textContent()).toMatch(/169\d{8}/)
    await dialog.getByRole('button', { name: '关闭' }).last().click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: '历史与来源' }).click()
    await page.getByRole('row').filter({ hasText: reason }).filter({ hasText: '查看明文' }).waitFor()
  })

  test('edits a client while somebody else saves first, and chooses', async () => {
    const { page } = visit
    const client = await ownClient(page, 1)
    // Other words each time, so that the story can be told twice on the same data.
    const [mine, theirs] = [`绍兴${Date.now() % 10_000}`, `宁波${Date.now() % 10_000}`]
    await page.goto(`${base}/clients/${client.id}/edit`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByLabel('城市', { exact: true }).fill(mine)
    await page.getByLabel('备注', { exact: true }).fill('偏好上午联系')
    // The other one: the same rights, an older look at the record, a quicker hand.
    const other = await signIn(browser, 'manager')
    const { client: now } = await ask<{ client: { version: number } }>(
      other.page,
      'query V($id: ID!) { client(id: $id) { version } }',
      { id: client.id },
    )
    await ask(other.page, 'mutation U($input: UpdateClientInput!) { updateClient(input: $input) { version } }', {
      input: { id: client.id, version: now.version, city: theirs, occupation: '企业主' },
    })
    await other.context.close()
    await page.getByRole('button', { name: '保存' }).click()
    const dialog = page.getByRole('dialog', { name: '该客户已被他人修改' })
    await dialog.waitFor()
    expect(await dialog.textContent()).toContain(mine)
    expect(await dialog.textContent()).toContain(theirs)
    await dialog.getByRole('radio').nth(1).check()
    await dialog.getByRole('button', { name: '保存' }).click()
    await page.getByRole('tablist').waitFor()
    const { client: after } = await ask<{ client: { city: string; occupation: string; note: string } }>(
      page,
      'query C($id: ID!) { client(id: $id) { city occupation note } }',
      { id: client.id },
    )
    expect(after).toEqual({ city: theirs, occupation: '企业主', note: '偏好上午联系' })
  })

  test('a wrong value is named beside its field and nothing typed is lost', async () => {
    const { page } = visit
    const client = await ownClient(page, 2)
    await page.goto(`${base}/clients/${client.id}/edit`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByLabel('手机', { exact: true }).fill('12345')
    await page.getByRole('button', { name: '保存' }).click()
    await expect.poll(() => page.getByLabel('手机', { exact: true }).getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('手机', { exact: true }).inputValue()).toBe('12345')
    await page.goto(`${base}/tasks`)
    await page.getByRole('heading', { level: 1 }).waitFor()
  })

  test('logs an interaction and sees it above the fold', async () => {
    const { page } = visit
    const client = await ownClient(page)
    await openClient(page, client.id)
    await page.getByRole('button', { name: '记录互动' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/一句话摘要/).fill('故事测试：客户询问季度净值')
    await dialog.getByRole('button', { name: '保存记录' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('listitem').filter({ hasText: '故事测试：客户询问季度净值' }).first().waitFor()
  })

  test('is warned of a likely duplicate before it is made', async () => {
    const { page } = visit
    const mobile = `169${String(Date.now()).slice(-8)}`
    const create = async () => {
      await page.goto(`${base}/clients/new`)
      await page.getByLabel(/姓名/).fill('孟故事')
      await page.getByLabel('手机', { exact: true }).fill(mobile)
      await page.getByRole('button', { name: '创建', exact: true }).click()
    }
    await create()
    await page.getByRole('tablist').waitFor()
    await create()
    const anyway = page.getByRole('button', { name: '仍然创建' })
    await anyway.waitFor()
    await anyway.click()
    await page.getByRole('tablist').waitFor()
  })
})
