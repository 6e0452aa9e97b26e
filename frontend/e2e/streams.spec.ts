import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ownClient, ready, signIn, type Visit } from './house'

type Family = { id: string; name: string; members: { id: string; name: string }[] }

/** A family that the signed-in person made of two clients of his, each with a conversation of today. */
async function newFamily(page: Page, mark: string): Promise<Family> {
  const { viewer } = await ask<{ viewer: { user: { id: string } } }>(page, '{ viewer { user { id } } }')
  const { clients } = await ask<{ clients: { nodes: { id: string; household: object | null }[] } }>(
    page,
    `query Free($me: ID!) { clients(filter: { owner: { eq: $me }, kind: { eq: "individual" }, state: { eq: "existing" } },
       first: 100) { nodes { id household { id } } } }`,
    { me: viewer.user.id },
  )
  const [head, other] = clients.nodes.filter(({ household }) => !household).slice(-2)
  if (!head || !other) throw new Error('the demo manager has too few clients without a family')
  const { it } = await ask<{ it: Family }>(
    page,
    `mutation Make($input: CreateHouseholdInput!) { it: createHousehold(input: $input) { id name members { id name } } }`,
    { input: { name: `${mark}之家`, head: head.id, members: [other.id] } },
  )
  for (const [n, { id }] of it.members.entries())
    await ask(page, 'mutation Log($input: LogInteractionInput!) { logInteraction(input: $input) { id } }', {
      input: {
        client: id,
        kind: 'call',
        direction: 'in',
        channel: 'phone',
        minutes: 5,
        summary: `${mark}第${n + 1}通`,
      },
    })
  return it
}

describe.skipIf(!ready)('what happened, found and read in one place', () => {
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

  test('the page of a family and the switch on a client show all members in one order, by kind and member', async () => {
    const { page } = visit
    const mark = `家事${Date.now()}`
    const family = await newFamily(page, mark)
    const [first, second] = family.members
    if (!first || !second) throw new Error('two members')
    await page.goto(`${base}/households/${family.id}`)
    const entries = page.getByRole('listitem').filter({ hasText: mark })
    await expect.poll(() => entries.count(), { timeout: 15_000 }).toBeGreaterThanOrEqual(2)
    // The latest first, each with whose it is.
    const calls = page
      .getByRole('listitem')
      .filter({ hasText: /第[12]通/ })
      .filter({ hasText: mark })
    expect(await calls.first().textContent()).toContain(second.name)
    await page.getByRole('button', { name: '互动', exact: true }).click()
    await page.waitForURL(/kind=INTERACTION/)
    await expect.poll(() => calls.count(), { timeout: 15_000 }).toBe(2)
    await page.getByRole('button', { name: '成员', exact: true }).click()
    await page.getByRole('option', { name: first.name }).click()
    await expect.poll(() => calls.count(), { timeout: 15_000 }).toBe(1)
    expect(await calls.first().textContent()).toContain('第1通')
    // From the client's page.
    await page.goto(`${base}/clients/${first.id}?tab=timeline`)
    const panel = page.getByRole('tabpanel')
    await panel.getByText(`${mark}第1通`).first().waitFor()
    expect(await panel.getByText(`${mark}第2通`).count()).toBe(0)
    await panel.getByRole('checkbox', { name: /查看整个家族/ }).check()
    await panel.getByText(`${mark}第2通`).first().waitFor()
    await page.reload()
    await panel.getByText(`${mark}第2通`).first().waitFor()
    expect(await panel.getByRole('checkbox', { name: /查看整个家族/ }).isChecked()).toBe(true)
  })

  test('what was said is found in the palette and opens at its place on the timeline', async () => {
    const { page } = visit
    const client = await ownClient(page, 3)
    const log = (summary: string, at: string) =>
      ask(page, 'mutation Log($input: LogInteractionInput!) { logInteraction(input: $input) { id } }', {
        input: { client: client.id, kind: 'meeting', direction: 'both', channel: 'meeting', summary, at },
      })
    await log('讨论鲲鹏信托架构', '2025-03-03T10:00:00+08:00')
    await log('后来的一次见面', new Date(Date.now() - 60_000).toISOString())
    await page.goto(`${base}/`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: /搜索/ }).fill('鲲鹏信托')
    const hit = page.getByRole('group', { name: '沟通记录' }).getByRole('option')
    await hit.waitFor()
    expect(await hit.textContent()).toContain(client.name)
    await hit.click()
    await page.waitForURL(/tab=timeline/)
    const entry = page.locator('li[aria-current]')
    await entry.waitFor()
    expect(await entry.textContent()).toContain('讨论鲲鹏信托架构')
    await expect.poll(() => entry.evaluate((line) => line === document.activeElement)).toBe(true)
    const panel = page.getByRole('tabpanel')
    expect(await panel.getByText('后来的一次见面').count()).toBe(0)
    await panel.getByRole('button', { name: '查看最新' }).click()
    await panel.getByText('后来的一次见面').first().waitFor()
  })
})
