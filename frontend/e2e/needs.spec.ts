import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

type Found = { clients: { nodes: { id: string; name: string }[] } }

describe.skipIf(!ready)('needs', () => {
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

  test('a need is recorded, seen among all, followed up and closed with what came of it', async () => {
    const { page } = visit
    const { clients } = await ask<Found>(page, '{ clients(first: 1) { nodes { id name } } }')
    const client = clients.nodes[0]
    await page.goto(`${base}/clients/${client?.id}?tab=needs`)
    await page.getByRole('button', { name: '新增需求' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: '用途' }).fill('海外置业')
    await dialog.getByRole('textbox', { name: '金额' }).fill('2600000')
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.goto(`${base}/needs?purpose=海外置业`)
    const line = page.getByRole('list', { name: '需求' }).getByRole('listitem').filter({ hasText: '海外置业' })
    await line.getByRole('link', { name: client?.name ?? '' }).waitFor()
    const found = await ask<Found>(
      page,
      '{ clients(filter: {needs: {some: {state: {eq: "open"}, purpose: {eq: "海外置业"}, amount: {gte: "1000000"}}}}) { nodes { id name } } }',
    )
    expect(found.clients.nodes.map(({ id }) => id)).toEqual([client?.id])
    await line.getByRole('button', { name: '编辑' }).click()
    const edit = page.getByRole('dialog')
    await edit.getByRole('textbox', { name: '备注' }).fill('下周再联系')
    await edit.getByRole('button', { name: '保存' }).click()
    await edit.waitFor({ state: 'detached' })
    await line.getByRole('button', { name: '已满足…' }).click()
    const close = page.getByRole('dialog')
    await close.getByRole('textbox').fill('认购了海外基金')
    await close.getByRole('button', { name: /满足/ }).last().click()
    await close.waitFor({ state: 'detached' })
    await page.goto(`${base}/needs?purpose=海外置业&state=met`)
    await line.getByText(/认购了海外基金/).waitFor()
  })

  test('groups count the needs and narrow the list', async () => {
    const { page } = visit
    await page.goto(`${base}/needs?state=all&group=state`)
    const groups = page.getByRole('region', { name: '分组' })
    await groups.getByRole('button', { name: '已满足' }).click()
    await page.waitForURL(/in=met/)
    await page.getByRole('list', { name: '需求' }).getByText('海外置业').first().waitFor()
  })
})
