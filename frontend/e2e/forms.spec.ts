import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { ask, base, launch, ready, signIn } from './house'

/** Each try has names of its own: what the one before made is there. */
let stamp = ''
beforeEach(() => {
  stamp = Date.now().toString(36)
})

/** Counts what a person does: a click, a choice, a filled field. */
function counted(page: Page, keyboard: boolean) {
  let steps = 0
  return {
    steps: () => steps,
    press: async (
      name: string | RegExp,
      within = page.locator('body'),
      role: 'button' | 'option' | 'checkbox' = 'button',
    ) => {
      steps += 1
      const target = within.getByRole(role, { name, exact: typeof name === 'string' }).first()
      if (!keyboard) return target.click()
      await target.focus()
      await page.keyboard.press(role === 'checkbox' ? 'Space' : 'Enter')
    },
    fill: async (label: string, text: string, within = page.locator('body')) => {
      steps += 1
      const target = within.getByLabel(label).first()
      if (!keyboard) return target.fill(text)
      await target.focus()
      await page.keyboard.type(text)
    },
    pick: async (option: string) => {
      steps += 1
      if (!keyboard) return page.getByRole('option', { name: option, exact: true }).click()
      // The list takes the keyboard once it is open; a long one is narrowed by typing, in a short one the arrows choose.
      const wanted = page.getByRole('option', { name: option, exact: true })
      await wanted.waitFor()
      await page.waitForTimeout(150)
      const names = await page.getByRole('listbox').last().getByRole('option').allInnerTexts()
      if (names.length >= 8) await page.keyboard.type(option)
      else
        for (let at = names.findIndex((each) => each.trim() === option); at > 0; at -= 1)
          await page.keyboard.press('ArrowDown')
      await page.waitForTimeout(150)
      await page.keyboard.press('Enter')
    },
  }
}

describe.skipIf(!ready)('the form of own fields', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test.each([
    ['mouse', false],
    ['keyboard', true],
  ])('a section and a field that is shown on a condition are made by %s in 15 steps', async (hand, keyboard) => {
    const { page, context, faults } = await signIn(browser, 'operations')
    await page.goto(`${base}/fields`)
    await page.getByRole('button', { name: '新建字段' }).waitFor()
    const hasForm = await page.getByRole('button', { name: '新建分区' }).isVisible()
    if (!hasForm) {
      // The first field of all brings the form.
      const create = 'mutation New($input: CreateCustomFieldInput!) { createCustomField(input: $input) { id } }'
      const input = { key: `first_${stamp}`, kind: 'text', zh: `首个${stamp}`, en: `First ${stamp}` }
      await ask(page, create, { input })
      await page.reload()
    }
    const hands = counted(page, keyboard)
    const [section, name] = [`家办${hand}${stamp}`, `牌照${hand}${stamp}`]
    const dialog = page.getByRole('dialog').first()
    await hands.press('新建分区')
    await hands.fill('中文名称', section, dialog)
    await hands.press('保存', dialog)
    await page.getByRole('region', { name: section }).waitFor()
    await hands.press('新建字段')
    await hands.fill('中文名称', name, dialog)
    await hands.fill('英文名称', `Permit ${hand}`, dialog)
    await hands.fill('标识', `permit_${hand}_${stamp}`, dialog)
    await hands.press('满足条件时才显示', dialog, 'checkbox')
    await hands.press(/^字段：/, dialog)
    await hands.pick('客户类型')
    await hands.press(/^比较值/, dialog)
    await hands.pick('机构')
    await hands.press('保存', dialog)
    await dialog.waitFor({ state: 'detached' })
    expect(hands.steps()).toBeLessThanOrEqual(15)
    const row = page.getByRole('listitem').filter({ hasText: name })
    await row.getByText('条件显示').waitFor()
    // The form beside it: of a person the field is hidden, of an institution it is there.
    const preview = page.getByRole('region', { name: '预览' })
    await expect.poll(() => preview.getByLabel(name).count(), { timeout: 15_000 }).toBe(0)
    await preview.getByRole('combobox', { name: '客户类型' }).click()
    await page.getByRole('option', { name: '机构', exact: true }).click()
    await preview.getByLabel(name).waitFor()
    // Into the new section, by the arrows or by the mouse, and back by undoing it.
    const into = page.getByRole('region', { name: section })
    const inside = () => into.getByRole('listitem').filter({ hasText: name }).count()
    if ((await inside()) === 0) {
      if (keyboard)
        for (let step = 0; step < 20 && (await inside()) === 0; step += 1) {
          await row.getByRole('button', { name: `下移“${name}”` }).focus()
          await page.keyboard.press('Enter')
          // Steps may come faster than the server answers; each counts.
          await page.waitForTimeout(100)
        }
      else await row.dragTo(into.getByText('暂无字段：可拖入，或用箭头移入。'))
    }
    await expect.poll(inside, { timeout: 15_000 }).toBe(1)
    await page.getByText('表单已调整。').waitFor()
    await page.getByRole('button', { name: '撤销' }).click()
    await expect.poll(inside, { timeout: 15_000 }).toBe(0)
    expect(await faultsNow(page)).toEqual([])
    expect(faults).toEqual([])
    await context.close()
  })

  test('a new client is asked for what his kind and his other answers call for', async () => {
    const { page, context, faults } = await signIn(browser, 'operations')
    const create = 'mutation New($input: CreateCustomFieldInput!) { createCustomField(input: $input) { id } }'
    const kind = { is: { field: 'kind', op: 'eq', value: 'institution' } }
    const [licence, begun] = [`许可${stamp}`, `起始日${stamp}`]
    await ask(page, create, {
      input: { key: `licence_${stamp}`, kind: 'text', zh: licence, en: 'Licence', required: true, shownWhen: kind },
    })
    await ask(page, create, {
      input: { key: `begun_${stamp}`, kind: 'date', zh: begun, en: 'Begun', initial: 'today' },
    })
    // A field is there for its maker as soon as the policy that grants it holds, which is a second away at most.
    const isThere = async () => {
      await page.goto(`${base}/clients/new`)
      await page.getByLabel('姓名/名称').waitFor()
      const waited = page.getByLabel(begun).waitFor({ timeout: 3000 })
      return waited.then(
        () => true,
        () => false,
      )
    }
    await expect.poll(isThere, { timeout: 30_000 }).toBe(true)
    await page.getByLabel('姓名/名称').fill(`表单${stamp}`)
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    expect(await page.getByLabel(begun).inputValue()).toBe(today)
    expect(await page.getByLabel(licence).count()).toBe(0)
    await page.getByRole('combobox', { name: '客户类型' }).click()
    await page.getByRole('option', { name: '机构', exact: true }).click()
    await page.getByLabel(licence).waitFor()
    await page.getByRole('button', { name: '创建' }).click()
    await page.getByText('必填').first().waitFor()
    await page.getByLabel(licence).fill('P-7')
    await page.getByRole('button', { name: '创建' }).click()
    await page.waitForURL(/\/clients\/client_/)
    await page.getByRole('definition').filter({ hasText: 'P-7' }).waitFor()
    expect(await faultsNow(page)).toEqual([])
    expect(faults).toEqual([])
    await context.close()
  })
})
