import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

type Orders = { orders: { nodes: { id: string; state: string; client: { id: string } | null }[] } }
const FOUND = 'orders(first: 50) { nodes { id state client { id } } }'

describe.skipIf(!ready)('orders', () => {
  let browser: Browser
  let visit: Visit
  let compliance: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'manager')
    compliance = await signIn(browser, 'compliance')
  })
  afterAll(async () => {
    await browser?.close()
    expect([...(visit?.faults ?? []), ...(compliance?.faults ?? [])]).toEqual([])
  })

  test('a worklist by state leads to an order that says what it lacks', async () => {
    const { page } = compliance
    await page.goto(`${base}/orders`)
    const strip = page.getByRole('list', { name: '各状态订单' })
    await strip.getByRole('button', { name: /已签约/ }).click()
    await page.waitForURL(/state=signed/)
    await page.locator('tbody tr').first().getByRole('link').click()
    await page.getByRole('list', { name: '订单步骤' }).getByText('已签约').waitFor()
    await page.getByText(/尚未匹配到款项/).waitFor()
  })

  test('compliance holds the return visit of what has cooled off', async () => {
    const { page } = compliance
    const { orders } = await ask<Orders>(
      page,
      `{ orders(first: 5, filter: {cooledAt: {empty: false}, state: {eq: "cooling_off"}}) { nodes { id state client { id } } } }`,
    )
    const order = orders.nodes[0]
    await page.goto(`${base}/orders/${order?.id}`)
    await page.getByText('冷静期已结束，可以回访。').waitFor()
    await page.getByRole('button', { name: '回访…' }).click()
    const dialog = page.getByRole('dialog')
    const questions = dialog.getByRole('group')
    await questions.first().waitFor()
    for (let n = 0; n < (await questions.count()); n++) {
      const question = questions.nth(n)
      const promised = await question.getByText(/曾承诺保本/).count()
      await question.getByRole('radio', { name: promised ? '否' : '是' }).check()
    }
    await dialog.getByRole('button', { name: '登记' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('list', { name: '订单步骤' }).locator('[aria-current=step]').getByText('已回访').waitFor()
  })

  test('a manager begins an order for a client and cancels it', async () => {
    const { page } = visit
    const { orders } = await ask<Orders>(page, `{ ${FOUND} }`)
    const client = orders.nodes[0]?.client?.id
    await page.goto(`${base}/clients/${client}?tab=orders`)
    await page.getByRole('button', { name: '新建订单' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('产品').click()
    await dialog.getByLabel('产品').fill('一号')
    await page.getByRole('option').first().click()
    await dialog.getByLabel('金额（含费用）').fill('1000000')
    await dialog.getByRole('button', { name: '创建' }).click()
    await page.waitForURL(/\/orders\/fundorder_/)
    await page.getByRole('button', { name: '撤销订单…' }).click()
    const cancel = page.getByRole('dialog')
    await cancel.getByLabel('原因').fill('客户改变主意')
    await cancel.getByRole('button', { name: '撤销订单' }).click()
    await cancel.waitFor({ state: 'detached' })
    await page.getByText('已撤销').first().waitFor()
  })
})
