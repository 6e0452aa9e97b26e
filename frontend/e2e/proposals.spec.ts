import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

type Clients = { clients: { nodes: { id: string; name: string }[] } }
type Matches = { productMatches: { matches: { result: string; minimum: string | null; product: { id: string } }[] } }
type Approval = { approval: string | null; approvalState: string | null; state: string; versions: { state: string }[] }

describe.skipIf(!ready)('proposals', () => {
  let browser: Browser
  let visit: Visit
  let compliance: Visit
  let proposal = ''
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'manager')
    compliance = await signIn(browser, 'compliance')
  })
  afterAll(async () => {
    await browser?.close()
    expect([...(visit?.faults ?? []), ...(compliance?.faults ?? [])]).toEqual([])
  })

  /** A client of the manager's whom something suits. */
  async function suited(): Promise<string> {
    const { clients } = await ask<Clients>(
      visit.page,
      `{ clients(first: 50, filter: {qualified: {eq: true}}) { nodes { id name } } }`,
    )
    for (const { id } of clients.nodes) {
      const { productMatches } = await ask<Matches>(
        visit.page,
        'query($id: ID!) { productMatches(client: $id, amount: "6000000") { matches { result minimum product { id } } } }',
        { id },
      )
      if (productMatches.matches.some(({ result }) => result === 'allowed')) return id
    }
    throw new Error('nothing suits anybody')
  }

  test('a manager begins one from the match, and a forbidden word is refused with its place', async () => {
    const { page } = visit
    await page.goto(`${base}/clients/${await suited()}?tab=suitability`)
    await page.getByRole('button', { name: '写入建议书…' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^金额/).fill('6000000')
    await dialog.getByRole('button', { name: '创建' }).click()
    await page.waitForURL(/\/proposals\/proposal_/)
    proposal = new URL(page.url()).pathname.split('/').pop() ?? ''
    await page.getByRole('img', { name: /第 1 页/ }).waitFor()
    await page.getByRole('textbox', { name: '致客户信' }).fill('本产品保 本，请放心。')
    await page.getByRole('button', { name: '保存并预览' }).click()
    await page.getByRole('list', { name: '发现的词语' }).getByText('保本', { exact: true }).waitFor()
    await page.getByRole('button', { name: '提交审批' }).click()
    await page.getByText(/“保本”不得使用/).waitFor()
  })

  test('mended, it is handed in, agreed to by compliance, printed and released', async () => {
    const { page } = visit
    await page.getByRole('textbox', { name: '致客户信' }).fill('本产品不承诺保本。{maker}')
    await page.getByRole('button', { name: '保存并预览' }).click()
    await expect.poll(() => page.getByRole('list', { name: '发现的词语' }).count(), { timeout: 15_000 }).toBe(0)
    await page.getByRole('button', { name: '提交审批' }).click()
    await page.getByRole('list', { name: '建议书进度' }).locator('[aria-current=step]').getByText('审批中').waitFor()
    const read = async () => {
      const found = await ask<{ proposal: Approval }>(
        page,
        'query($id: ID!) { proposal(id: $id) { approval approvalState state versions { state } } }',
        { id: proposal },
      )
      return found.proposal
    }
    const asked = (await read()).approval
    await compliance.page.goto(`${base}/approvals?tab=all&open=${asked}`)
    await compliance.page.getByRole('link', { name: '查看建议书' }).click()
    await compliance.page.getByRole('img', { name: /第 1 页/ }).waitFor()
    const { approval } = await ask<{ approval: { version: number } }>(
      compliance.page,
      'query($id: ID!) { approval(id: $id) { version } }',
      { id: asked },
    )
    await ask(compliance.page, 'mutation($i: DecideApprovalInput!) { decideApproval(input: $i) { id } }', {
      i: { id: asked, version: approval.version, decision: 'APPROVE', comment: '已审阅' },
    })
    await expect.poll(async () => (await read()).versions[0]?.state, { timeout: 30_000 }).toBe('printed')
    await page.reload()
    await page.getByRole('button', { name: '发布', exact: true }).click()
    await page.getByRole('button', { name: '登记送达' }).waitFor()
  })

  test('the PDF opens, it is shown, accepted, and becomes an order', async () => {
    const { page } = visit
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^下载/ }).click(),
    ])
    expect(download.suggestedFilename()).toBe('投资建议书 V1.pdf')
    await page.getByRole('button', { name: '登记送达' }).click()
    await page.getByRole('button', { name: '客户接受' }).click()
    await page.getByRole('button', { name: '生成订单草稿' }).click()
    await page.getByRole('link', { name: '查看订单' }).click()
    await page.waitForURL(/\/orders\/fundorder_/)
  })

  test('compliance tries a text by the words in force, and sees how proposals look', async () => {
    const { page } = compliance
    await page.goto(`${base}/proposals/words`)
    await page.getByRole('textbox', { name: '文本' }).fill('不承诺保本；預期收益 8%')
    await page.getByRole('button', { name: '检查' }).click()
    await page.getByRole('list', { name: '发现的词语' }).getByText('预期收益', { exact: true }).waitFor()
    await page.getByRole('button', { name: '编辑', exact: true }).click()
    await page.getByRole('button', { name: '添加词语' }).click()
    const word = `稳赢${Date.now().toString(36)}`
    const first = page
      .getByRole('listitem')
      .filter({ has: page.getByLabel('词语', { exact: true }) })
      .first()
    await first.getByLabel('词语', { exact: true }).fill(word)
    await first.getByLabel('原因（中文）').fill('承诺收益')
    await first.getByLabel('原因（英文）').fill('A promise')
    await page.getByRole('button', { name: '保存草稿' }).click()
    await page.getByText('草稿已保存。').waitFor()
    await page.getByRole('button', { name: '发布' }).click()
    const review = page.getByRole('dialog')
    // One word more is one difference, wherever in the list it stands.
    await expect.poll(() => review.locator('dt').allInnerTexts()).toEqual([`words · ${word}`])
    await review.getByRole('button', { name: '发布' }).click()
    await page.getByText('禁用词已生效。').waitFor()
    await page.getByRole('cell', { name: word }).waitFor()
    await page.goto(`${base}/proposals/style`)
    await page.getByRole('img', { name: /第 1 页/ }).waitFor()
  })
})
