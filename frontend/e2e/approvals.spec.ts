import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

const KIND = (legal: string, finance: string) => ({
  zh: '用印审批',
  en: 'Use of the seal',
  subject: 'free',
  form: [{ key: 'matter', zh: '事项', en: 'Matter', kind: 'text', required: true, options: [] }],
  guarded: [],
  copies: [],
  expires: 30,
  steps: [
    {
      key: 'both',
      zh: '法务财务会签',
      en: 'Legal and finance',
      approvers: [legal, finance],
      mode: 'all',
      quorum: null,
      days: 2,
      with_previous: false,
      may_add: true,
      may_transfer: true,
      may_return: true,
    },
  ],
})
const me = async (page: Page): Promise<string> =>
  (await ask<{ viewer: { user: { id: string } } }>(page, '{ viewer { user { id } } }')).viewer.user.id
const stateOf = async (page: Page, title: string): Promise<string | undefined> => {
  const { approvals } = await ask<{ approvals: { nodes: { title: string; state: string }[] } }>(
    page,
    '{ approvals(first: 50) { nodes { title state } } }',
  )
  return approvals.nodes.find((each) => each.title === title)?.state
}

describe.skipIf(!ready)('approvals', () => {
  let browser: Browser
  const visits: Visit[] = []
  const as = async (who: string) => {
    const visit = await signIn(browser, who)
    visits.push(visit)
    return visit.page
  }
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(async () => {
    await browser?.close()
    expect(visits.flatMap(({ faults }) => faults)).toEqual([])
  })

  test('asked for, agreed to by one, returned by the other, mended, handed in again and granted', async () => {
    const manager = await as('manager')
    const legal = await as('legal')
    const finance = await as('finance')
    const operations = await as('operations')
    await ask(operations, 'mutation($i: CreateApprovalKindInput!) { createApprovalKind(input: $i) { id } }', {
      i: { key: 'seal', content: KIND(await me(legal), await me(finance)) },
    })
    const title = '框架协议用印'
    await manager.goto(`${base}/approvals`)
    await manager.getByRole('button', { name: '发起审批' }).click()
    const sheet = manager.getByRole('dialog', { name: '发起审批' })
    await sheet.getByRole('combobox', { name: '类型' }).click()
    await manager.getByRole('option', { name: '用印审批' }).click()
    await sheet.getByRole('textbox', { name: '标题' }).fill(title)
    await sheet.getByRole('textbox', { name: '事项' }).fill('与渠道方的框架协议')
    await sheet.getByRole('button', { name: '提交' }).click()
    await sheet.waitFor({ state: 'detached' })
    await manager.getByRole('article', { name: title }).getByText('法务财务会签').waitFor()

    const decide = async (page: Page, act: string, comment: string) => {
      await page.goto(`${base}/approvals`)
      await page.getByRole('button', { name: title }).click()
      const one = page.getByRole('article', { name: title })
      await one.getByRole('button', { name: act, exact: true }).click()
      const said = page.getByRole('dialog')
      await said.getByRole('textbox').fill(comment)
      await said.getByRole('button', { name: act, exact: true }).click()
      await said.waitFor({ state: 'detached' })
    }
    await decide(legal, '同意', '条款无异议')
    await decide(finance, '退回', '请写明份数')
    expect(await stateOf(manager, title)).toBe('returned')

    await manager.goto(`${base}/approvals?tab=asked`)
    await manager.getByRole('button', { name: title }).click()
    const own = manager.getByRole('article', { name: title })
    await own.getByRole('button', { name: '修改…' }).click()
    const mend = manager.getByRole('dialog', { name: '修改申请' })
    await mend.getByRole('textbox', { name: '事项' }).fill('与渠道方的框架协议，一式四份')
    await mend.getByRole('button', { name: '保存' }).click()
    await mend.waitFor({ state: 'detached' })
    await own.getByRole('button', { name: '提交', exact: true }).click()
    const again = manager.getByRole('dialog')
    await again.getByRole('button', { name: '提交', exact: true }).click()
    await again.waitFor({ state: 'detached' })
    await own.getByRole('heading', { name: '第 2 轮' }).waitFor()

    await decide(finance, '同意', '可以')
    await decide(legal, '同意', '可以')
    expect(await stateOf(manager, title)).toBe('approved')
    await manager.reload()
    await own.getByRole('button', { name: '校验签批链' }).click()
    await manager.getByText(/全部完整/).waitFor()
  })

  test('keys go through what waits, and several are agreed to after a look', async () => {
    const page = await as('legal')
    const manager = await as('manager')
    const { approvalKinds } = await ask<{ approvalKinds: { id: string; key: string }[] }>(
      manager,
      '{ approvalKinds { id key } }',
    )
    const kind = approvalKinds.find(({ key }) => key === 'seal')?.id
    for (const title of ['合同用印一', '合同用印二'])
      await ask(manager, 'mutation($i: RequestApprovalInput!) { requestApproval(input: $i) { id } }', {
        i: { kind, title, form: { matter: title } },
      })
    await page.goto(`${base}/approvals`)
    const rows = page.getByRole('region', { name: '审批' }).getByRole('row')
    await rows.nth(1).waitFor()
    await page.keyboard.press('j')
    await page.getByRole('article').waitFor()
    await page.keyboard.press('a')
    await page.getByRole('dialog').getByRole('button', { name: '取消' }).click()
    await page.keyboard.press('Escape')
    const { approvals } = await ask<{ approvals: { totalCount: number } }>(
      page,
      '{ approvals(filter: {view: WAITING}) { totalCount } }',
    )
    await rows.nth(1).getByRole('checkbox').check()
    await rows.nth(2).getByRole('checkbox').check()
    await page.getByRole('button', { name: '同意 2 个…' }).click()
    const review = page.getByRole('dialog')
    await review.getByRole('button', { name: '同意', exact: true }).click()
    await review.waitFor({ state: 'detached' })
    await expect
      .poll(async () => {
        const left = await ask<{ approvals: { totalCount: number } }>(
          page,
          '{ approvals(filter: {view: WAITING}) { totalCount } }',
        )
        return left.approvals.totalCount
      })
      .toBe(approvals.totalCount - 2)
  })

  test('operations edit a kind, look at what changes, and put it in force', async () => {
    const page = await as('operations')
    await page.goto(`${base}/approvals/kinds`)
    await page.getByRole('button', { name: '编辑类型' }).click()
    const editor = page.getByRole('region', { name: '下一版' })
    await editor.getByRole('textbox', { name: '失效天数' }).fill('45')
    await editor.getByRole('button', { name: '发布' }).click()
    const review = page.getByRole('dialog')
    await review.getByRole('button', { name: '发布' }).click()
    await review.waitFor({ state: 'detached' })
    await page.getByText('现行：第 2 版').waitFor()
  })
})
