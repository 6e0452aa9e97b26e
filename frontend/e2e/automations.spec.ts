import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { ask, base, launch, ready, signIn, type Visit } from './house'

type Automation = { id: string; zh: string; number: number; on: boolean; figures: { runs: number } }
const named = async (page: Page, name: string): Promise<Automation | undefined> => {
  const { automations } = await ask<{ automations: Automation[] }>(
    page,
    '{ automations { id zh number on figures { runs } } }',
  )
  return automations.findLast(({ zh }) => zh === name)
}

describe.skipIf(!ready)('automations', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'operations')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('those that the firm begins with are listed with what they do, and filtered by the URL', async () => {
    const { page } = visit
    await page.goto(`${base}/automations`)
    const row = page.getByRole('row', { name: /进入签约打款/ })
    await row.getByText(/发起审批、发起审批/).waitFor()
    expect(await faultsNow(page)).toEqual([])
    await page.goto(`${base}/automations?kind=date`)
    await page.getByRole('row', { name: /风险测评 30 天后到期/ }).waitFor()
    expect(await row.count()).toBe(0)
    await page
      .getByRole('row', { name: /风险测评 30 天后到期/ })
      .getByRole('link')
      .first()
      .click()
    await page
      .getByText(/提前|前 30 天|30 天/)
      .first()
      .waitFor()
    await page.getByRole('list', { name: '执行内容' }).getByText('通知').first().waitFor()
    expect(await faultsNow(page)).toEqual([])
  })

  test('by keyboard alone, in thirty steps at most: made, run dry, tried on a client, published, switched on', async () => {
    const { page } = visit
    let taken = 0
    const press = async (name: string | RegExp, within: ReturnType<Page['getByRole']> = page.locator('body')) => {
      taken += 1
      await within
        .getByRole('button', { name, exact: typeof name === 'string' })
        .first()
        .focus()
      await page.keyboard.press('Enter')
    }
    const key = async (name: string) => {
      taken += 1
      await page.keyboard.press(name)
    }
    const type = async (text: string) => {
      taken += 1
      await page.keyboard.type(text)
    }
    await page.goto(`${base}/automations`)
    await page.getByRole('region', { name: '自动化' }).waitFor()
    await press('新建规则')
    const dialog = page.getByRole('dialog', { name: '新建规则' })
    await dialog.getByRole('textbox').first().waitFor()
    await type('键盘规则')
    await key('Tab')
    await type('By keyboard')
    await key('Enter')
    const editor = page.getByRole('region', { name: '下一版', exact: true }).last()
    await editor.getByText('进入阶段').first().waitFor()

    await press('在第 1 位添加步骤', editor)
    const kinds = page.getByRole('dialog', { name: '添加步骤' })
    await kinds.getByRole('combobox').waitFor()
    await type('等待')
    await key('Enter')
    await kinds.waitFor({ state: 'detached' })
    await editor.getByRole('button', { name: /^等待/ }).waitFor()
    await press('在第 1 位添加步骤', editor)
    await kinds.getByRole('combobox').waitFor()
    await type('通知')
    await key('Enter')
    const side = editor.getByRole('region', { name: '通知' })
    taken += 1
    await side.getByRole('textbox', { name: '文本' }).focus()
    await type('客户进入新阶段：')
    await press('插入变量 文本', side)
    await page.getByRole('combobox', { name: '可用变量：文本' }).waitFor()
    await type('姓名')
    await key('Enter')
    await editor.getByRole('button', { name: /客户进入新阶段：\{client\.name\}/ }).waitFor()
    taken += 1
    await editor.getByRole('button', { name: /^通知/ }).focus()
    await key('Alt+ArrowDown')
    const flow = editor.getByRole('list', { name: '执行内容' })
    await expect.poll(() => flow.locator('[data-step]').allTextContents()).toHaveLength(4)
    await expect.poll(async () => (await flow.locator('[data-step]').allTextContents())[2]).toContain('等待')
    await key('Control+z')
    await expect.poll(async () => (await flow.locator('[data-step]').allTextContents())[2]).toContain('通知')
    await expect.poll(() => editor.getByRole('button', { name: '发布' }).isEnabled()).toBe(true)
    await page.waitForTimeout(200)
    expect(await faultsNow(page)).toEqual([])

    taken += 1
    await editor.getByRole('tab', { name: '试运行' }).focus()
    await key('Enter')
    await press('开始试运行', editor)
    await editor
      .getByText(/次事件|没有发生此类事件/)
      .first()
      .waitFor({ timeout: 30_000 })
    expect(await faultsNow(page)).toEqual([])
    taken += 1
    await editor.getByRole('tab', { name: '客户试跑' }).focus()
    await key('Enter')
    const { clients } = await ask<{ clients: { nodes: { name: string }[] } }>(
      page,
      '{ clients(first: 1, filter: { state: { eq: "existing" } }) { nodes { name } } }',
    )
    await editor.getByRole('combobox', { name: '试跑客户' }).focus()
    await type(clients.nodes[0]?.name ?? '')
    await page.getByRole('option').first().waitFor()
    await key('ArrowDown')
    await key('Enter')
    await press('试跑', editor)
    await editor
      .getByRole('region', { name: '执行结果' })
      .getByText(/客户进入新阶段/)
      .waitFor({ timeout: 30_000 })
    expect(await faultsNow(page)).toEqual([])

    await press('发布', editor)
    const review = page.getByRole('dialog', { name: '发布第 1 版？' })
    await review.getByText(/以您的权限/).waitFor()
    await press('发布', review)
    await review.waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: '现行：第 1 版' }).waitFor()
    expect(taken).toBeLessThanOrEqual(30)
    await page.getByRole('checkbox', { name: /键盘规则/ }).focus()
    await page.keyboard.press('Space')
    await expect.poll(async () => (await named(page, '键盘规则'))?.on).toBe(true)
    expect(await faultsNow(page)).toEqual([])
  })

  test('a run that fails says why, is tried again from its step, and is set aside; the client has it on his page', async () => {
    const { page } = visit
    type Ids = { id: string; version: number }
    const { tags, approvalKinds, clients } = await ask<{
      tags: { id: string; rule: object | null; exclusiveGroup: string | null }[]
      approvalKinds: { id: string; about: string }[]
      clients: { nodes: { id: string; tags: { id: string }[] }[] }
    }>(
      page,
      `{ tags { id rule { number } exclusiveGroup } approvalKinds { id about }
         clients(first: 20, filter: { state: { eq: "existing" } }) { nodes { id tags { id } } } }`,
    )
    const tag = tags.find(({ rule, exclusiveGroup }) => !rule && !exclusiveGroup)?.id ?? ''
    const client = clients.nodes.find((each) => !each.tags.some(({ id }) => id === tag))?.id ?? ''
    const approval = approvalKinds.find(({ about }) => about === 'journey')?.id
    const { createAutomation: made } = await ask<{ createAutomation: Ids }>(
      page,
      'mutation Make { createAutomation(input: { zh: "会失败", en: "Will fail" }) { id version } }',
    )
    const content = {
      zh: '会失败',
      en: 'Will fail',
      trigger: { kind: 'event', event: 'tag.given', where: { tag: [tag] } },
      steps: [{ id: 'ask', kind: 'request_approval', approval, title: '{client.name}' }],
    }
    const { publishAutomation: put } = await ask<{ publishAutomation: Ids }>(
      page,
      'mutation Put($input: PublishAutomationInput!) { publishAutomation(input: $input) { id version } }',
      { input: { automation: made.id, base: 0, content } },
    )
    await ask(page, 'mutation On($input: SwitchAutomationInput!) { switchAutomation(input: $input) { on } }', {
      input: { id: made.id, version: put.version, on: true },
    })
    await ask(page, 'mutation Tag($input: TagClientInput!) { tagClient(input: $input) { id } }', {
      input: { client, tag },
    })
    const failed = async () =>
      (
        await ask<{ automationRuns: { totalCount: number } }>(
          page,
          'query Failed($id: ID!) { automationRuns(filter: { automation: $id, states: ["failed"] }) { totalCount } }',
          { id: made.id },
        )
      ).automationRuns.totalCount
    await expect.poll(failed, { timeout: 30_000 }).toBe(1)
    await page.goto(`${base}/automations/runs?state=failed&automation=${made.id}`)
    await page
      .getByRole('row', { name: /会失败/ })
      .getByRole('button')
      .click()
    const panel = page.getByRole('complementary', { name: '运行' })
    await panel
      .getByText(/该审批须在旅程事件中发起/)
      .first()
      .waitFor()
    expect(await faultsNow(page)).toEqual([])
    await panel.getByRole('button', { name: '从此处继续' }).click()
    await page.getByText('已从失败的步骤继续。').waitFor()
    await expect.poll(failed, { timeout: 30_000 }).toBe(1)
    await page.reload()
    await panel.getByRole('button', { name: '搁置' }).click()
    await page.getByText('已搁置，已执行的步骤保留。').waitFor()
    await expect.poll(failed).toBe(0)
    await panel.getByText('已停止').waitFor()
    await page.goto(`${base}/clients/${client}?tab=journey`)
    await page.getByRole('region', { name: '自动化运行记录' }).getByRole('link', { name: '会失败' }).waitFor()
    expect(await faultsNow(page)).toEqual([])
  })

  /** By the mouse: a new rule with a line to the owner, started in some way; its editor stands open. */
  const drawn = async (name: string, trigger: string) => {
    const { page } = visit
    await page.goto(`${base}/automations`)
    await page.getByRole('button', { name: '新建规则' }).click()
    const dialog = page.getByRole('dialog', { name: '新建规则' })
    await dialog.getByRole('textbox').first().fill(name)
    await dialog.getByRole('textbox').nth(1).fill('By mouse')
    await dialog.getByRole('button', { name: '创建' }).click()
    const editor = page.getByRole('region', { name: '下一版', exact: true }).last()
    await editor.locator('[data-step="trigger"]').click()
    const side = editor.getByRole('region', { name: '何时触发' })
    await side.getByRole('combobox', { name: '触发方式' }).click()
    await page.getByRole('option', { name: trigger, exact: true }).click()
    return { page, editor, side }
  }
  const add = async (page: Page, editor: ReturnType<Page['getByRole']>, place: number, kind: string) => {
    await editor.getByRole('button', { name: `在第 ${place} 位添加步骤`, exact: true }).click()
    const kinds = page.getByRole('dialog', { name: '添加步骤' })
    await kinds.getByRole('option', { name: kind, exact: true }).click()
    await kinds.waitFor({ state: 'detached' })
  }
  const published = async (page: Page, editor: ReturnType<Page['getByRole']>) => {
    await expect.poll(() => editor.getByRole('button', { name: '发布' }).isEnabled()).toBe(true)
    expect(await faultsNow(page)).toEqual([])
    await editor.getByRole('button', { name: '发布' }).click()
    await page.getByRole('dialog', { name: '发布第 1 版？' }).getByRole('button', { name: '发布' }).click()
    await page.getByRole('heading', { name: '现行：第 1 版' }).waitFor()
  }

  test('by the mouse: one on a schedule, with a wait that is dragged behind what is told', async () => {
    const { page, editor, side } = await drawn('鼠标日程', '按计划')
    await side.getByRole('combobox', { name: '运行', exact: true }).click()
    await page.getByRole('option', { name: '全公司一次' }).click()
    await add(page, editor, 1, '通知')
    await editor.getByRole('region', { name: '通知' }).getByRole('textbox', { name: '文本' }).fill('每日提醒')
    await add(page, editor, 1, '等待')
    const cards = editor.getByRole('list', { name: '执行内容' }).locator('[data-step]')
    const order = async () => (await cards.allTextContents()).map((text) => /等待|通知/.exec(text)?.[0]).filter(Boolean)
    expect(await order()).toEqual(['等待', '通知'])
    await cards.filter({ hasText: '等待' }).dragTo(editor.locator('[data-slot]').last())
    await expect.poll(order).toEqual(['通知', '等待'])
    await published(page, editor)
    expect((await named(page, '鼠标日程'))?.number).toBe(1)
  })

  test('by the mouse: one that another system starts, whose address and secret are shown once', async () => {
    const { page, editor } = await drawn('鼠标外部', '外部调用')
    await add(page, editor, 1, '结束')
    await published(page, editor)
    await page.getByRole('button', { name: '开放入口' }).click()
    await page.getByText('密钥仅显示一次', { exact: false }).first().waitFor()
    expect(await faultsNow(page)).toEqual([])
  })
})
