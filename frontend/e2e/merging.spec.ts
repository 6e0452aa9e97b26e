import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn } from './house'

/** Each try has names of its own: what the one before made is there. */
let stamp = ''
beforeEach(() => {
  stamp = Date.now().toString(36)
})
const CREATE = 'mutation($input: CreateClientInput!) { createClient(input: $input) { id } }'

describe.skipIf(!ready)('two records of one client', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('are compared, merged from the menu of one, and two again by the banner', async () => {
    const { page, faults } = await signIn(browser, 'operations')
    const make = async (name: string, more: object) => {
      const input = { name, kind: 'individual', allowDuplicate: true, ...more }
      return (await ask<{ createClient: { id: string } }>(page, CREATE, { input })).createClient.id
    }
    const [first, second] = [`合并甲${stamp}`, `合并乙${stamp}`]
    const one = await make(first, { note: '老备注' })
    const other = await make(second, {
      note: '新备注',
      occupation: '医生',
      contactPoints: [{ kind: 'email', value: `${stamp}@example.com` }],
    })

    await page.goto(`${base}/clients/${one}`)
    await page.getByRole('button', { name: '更多操作' }).click()
    await page.getByRole('menuitem', { name: '与…合并' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('同一客户').fill(second)
    await page.getByRole('option', { name: new RegExp(second) }).click()
    // What differs stands first, whose value counts is chosen by the keyboard.
    const note = dialog.getByRole('group', { name: '备注' })
    await note.getByRole('radio', { name: '老备注' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await note.getByRole('radio', { name: '新备注' }).isChecked()).toBe(true)
    expect(await dialog.getByRole('group', { name: '职业' }).getByRole('radio', { name: '医生' }).isChecked()).toBe(
      true,
    )
    await dialog.getByRole('region', { name: '将转入的内容' }).getByText('联系方式').waitFor()
    await dialog.getByRole('button', { name: '合并', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText(`将 ${second} 并入此客户`).waitFor()
    await page.getByText('新备注').first().waitFor()

    // The address of the one that went leads to the one that stayed.
    await page.goto(`${base}/clients/${other}`)
    await page.waitForURL(`**/clients/${one}`)
    await page.getByRole('button', { name: '撤销合并' }).click()
    await page.getByText('合并已撤销').first().waitFor()
    await page.getByText('老备注').first().waitFor()
    await page.goto(`${base}/clients/${other}`)
    await page.getByRole('heading', { name: second }).waitFor()
    expect(page.url()).toContain(other)
    expect(faults).toEqual([])
  })

  test('are listed with what speaks for it, named on the page of each, and kept as two by a word', async () => {
    const { page, faults } = await signIn(browser, 'operations')
    const name = `同名${stamp}`
    const ids: string[] = []
    for (const note of ['甲', '乙']) {
      const contactPoints = [{ kind: 'email', value: `same-${stamp}@example.com` }]
      const input = { name, kind: 'individual', note, allowDuplicate: true, contactPoints }
      ids.push((await ask<{ createClient: { id: string } }>(page, CREATE, { input })).createClient.id)
    }
    await page.goto(`${base}/clients/${ids[0]}`)
    await page.getByText(`${name} 可能是同一客户`).waitFor()
    // Nothing but the hint stands over the figures: no banner of a merge that never was.
    expect(await page.getByRole('article').innerText()).not.toMatch(/比较并合并\n+0\n/)
    await page.goto(`${base}/duplicates`)
    const row = page.getByRole('listitem').filter({ hasText: name })
    await row.getByText('很可能').waitFor()
    await row.getByText('电子邮箱').waitFor()
    await row.getByRole('button', { name: '比较并合并' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('group', { name: '备注' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await row.getByRole('button', { name: '不是同一人' }).click()
    await row.waitFor({ state: 'detached' })
    await page.getByRole('status').getByRole('button', { name: '撤销' }).click()
    await row.getByRole('button', { name: '不是同一人' }).click()
    await row.waitFor({ state: 'detached' })
    await page.goto(`${base}/clients/${ids[0]}`)
    await page.getByRole('heading', { name }).waitFor()
    expect(await page.getByText(`${name} 可能是同一客户`).count()).toBe(0)
    expect(faults).toEqual([])
  })

  test('are nothing to who may not merge', async () => {
    const { page } = await signIn(browser, 'manager')
    await page.goto(`${base}/duplicates`)
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('link', { name: '重复客户' }).count()).toBe(0)
  })
})
