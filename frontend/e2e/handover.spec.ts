import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn } from './house'

type Load = { clients: number; user: { id: string; name: string } }
type Standing = { user: { active: boolean }; clients: { totalCount: number } }

/** Who has how many clients, most first. */
const loads = async (page: Page): Promise<Load[]> =>
  (await ask<{ workloads: Load[] }>(page, '{ workloads { clients user { id name } } }')).workloads

/** Whether somebody may sign in, and how many clients are his. */
const standing = async (page: Page, id: string): Promise<[boolean, number]> => {
  const told = await ask<Standing>(
    page,
    'query($id: ID!) { user(id: $id) { active } clients(filter: {owner: {eq: $id}}) { totalCount } }',
    { id },
  )
  return [told.user.active, told.clients.totalCount]
}

describe.skipIf(!ready)('a manager leaves', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('and his clients go to three people in one act, from the page of users to its undoing', async () => {
    const { page, faults } = await signIn(browser, 'operations')
    const all = (await loads(page)).filter((load) => load.clients > 2)
    const leaver = all.at(-1)
    const heirs = all.slice(-4, -1)
    if (!leaver || heirs.length < 3) throw new Error('the demo firm has too few managers')

    await page.goto(`${base}/users`)
    await page
      .getByRole('button', { name: `${leaver.user.name} 的操作` })
      .first()
      .click()
    await page.getByRole('menuitem', { name: '移交客户…' }).click()
    await page.waitForURL('**/handover/new**')
    await page.getByLabel('原因').fill('个人原因离职')
    await page.getByText('同时停用账号').click()
    await page.getByRole('button', { name: '下一步' }).click()

    const who = page.getByRole('region', { name: '接手人' }).getByLabel('接手人').first()
    await who.click()
    for (const heir of heirs) {
      await page
        .getByRole('option', { name: new RegExp(heir.user.name) })
        .first()
        .click()
    }
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('region', { name: /待移交客户/ }).waitFor()
    expect(await page.getByRole('region', { name: '移交前后的工作量' }).getByRole('row').count()).toBe(4)
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByText('30 天内可撤销。').waitFor()
    await page.getByRole('button', { name: /^移交 \d+ 位客户$/ }).click()

    await page.getByText('已随移交停用').waitFor()
    expect(await standing(page, leaver.user.id)).toEqual([false, 0])
    const after = await loads(page)
    const gained = heirs.map(
      ({ user, clients }) => (after.find((load) => load.user.id === user.id)?.clients ?? 0) - clients,
    )
    expect(gained.reduce((sum, each) => sum + each, 0)).toBe(leaver.clients)

    // What who follows should know stands on one sheet.
    await page.getByRole('link', { name: '交接简报' }).first().click()
    await page.getByRole('heading', { name: '最近互动' }).waitFor()
    await page.getByRole('link', { name: '本次移交' }).click()

    await page.getByRole('button', { name: '撤销移交…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤销移交', exact: true }).click()
    await page.getByText('撤销操作人').waitFor()
    expect(await standing(page, leaver.user.id)).toEqual([true, leaver.clients])
    expect(faults).toEqual([])
  })

  test('a plan is kept, noted on and given up', async () => {
    const { page, faults } = await signIn(browser, 'operations')
    const [, second, third] = await loads(page)
    if (!second || !third) throw new Error('the demo firm has too few managers')
    await page.goto(`${base}/handover/new?from=${second.user.id}`)
    await page.getByLabel('原因').fill('轮岗')
    await page.getByRole('button', { name: '下一步' }).click()
    const who = page.getByRole('region', { name: '接手人' }).getByLabel('接手人').first()
    await who.click()
    await page
      .getByRole('option', { name: new RegExp(third.user.name) })
      .first()
      .click()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('region', { name: /待移交客户/ }).waitFor()
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('button', { name: '仅保存方案' }).click()
    await page.getByText('这是待执行的方案').waitFor()
    await page
      .getByRole('button', { name: /的交接说明$/ })
      .first()
      .click()
    await page.getByRole('dialog').getByLabel('接手人应知事项').fill('每周五下午联系')
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
    await page.getByText('每周五下午联系').waitFor()
    await page.getByRole('button', { name: '作废方案' }).click()
    await page.getByText('已作废').first().waitFor()
    await page.goto(`${base}/handover`)
    await page.getByRole('link', { name: second.user.name }).first().waitFor()
    expect(faults).toEqual([])
  })
})
