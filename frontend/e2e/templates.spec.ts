import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, base, launch, ready, signIn, type Visit } from './house'

async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [a, b] = [await from.boundingBox(), await to.boundingBox()]
  if (!a || !b) throw new Error('not on the screen')
  await page.mouse.move(a.x + a.width / 2, a.y + a.height / 2)
  await page.mouse.down()
  await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 8 })
  await page.mouse.up()
}

describe.skipIf(!ready)('templates of journeys', () => {
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

  test('a mandatory task is drawn, dragged, stepped, tried and published', async () => {
    const { page } = visit
    await page.goto(`${base}/journeys/templates`)
    await page.getByRole('button', { name: '复制“私募产品销售旅程”为新模板…' }).click()
    const copy = page.getByRole('dialog', { name: '复制模板' })
    await copy.getByRole('textbox', { name: '中文名称' }).fill('画布旅程')
    await copy.getByRole('textbox', { name: '标识' }).fill('canvas_way')
    await copy.getByRole('button', { name: '复制', exact: true }).click()
    await copy.waitFor({ state: 'detached' })
    await page
      .getByRole('row', { name: /画布旅程/ })
      .getByText('如下所示')
      .waitFor()

    // Opening, adding, naming, keeping, publishing: nine steps in all.
    await page.getByRole('button', { name: '编辑模板' }).click()
    await page.getByRole('tab', { name: '流程图' }).click()
    const canvas = page.locator('.react-flow')
    const stage = (key: string) => canvas.locator(`.react-flow__node[data-id="${key}"]`)
    await stage('lead').getByRole('button', { name: '任务' }).click()
    const task = page.getByRole('dialog', { name: '阶段的新任务' })
    await task.getByRole('textbox', { name: '中文名称' }).fill('核对来源')
    await task.getByRole('textbox', { name: '英文名称' }).fill('Check the source')
    await task.getByRole('button', { name: '确定' }).click()
    const card = (stage: number, at: number) => canvas.locator(`[data-place="${stage}.tasks.${at}"]`)
    await expect.poll(() => card(0, 2).textContent()).toBe('核对来源')

    await drag(page, card(0, 2), card(1, 0))
    await expect.poll(() => card(1, 0).textContent()).toBe('核对来源')
    await card(1, 0).focus()
    await page.keyboard.press('Alt+ArrowLeft')
    await expect.poll(() => card(0, 2).textContent()).toBe('核对来源')
    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(() => card(0, 1).textContent()).toBe('核对来源')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('核对来源')
    await page.keyboard.press('Control+z')
    await expect.poll(() => card(0, 2).textContent()).toBe('核对来源')
    await page.keyboard.press('Delete')
    await expect.poll(() => card(0, 2).count()).toBe(0)
    await page.getByRole('button', { name: '撤销' }).click()
    await expect.poll(() => card(0, 2).textContent()).toBe('核对来源')

    const { clients } = await ask<{ clients: { nodes: { name: string }[] } }>(
      page,
      '{ clients(filter: {state: {eq: "lead"}}, first: 1) { nodes { name } } }',
    )
    await page.getByRole('button', { name: '用一位客户试算' }).click()
    const [lead] = clients.nodes
    if (!lead) throw new Error('no lead')
    await page.getByRole('combobox', { name: '试算客户' }).fill(lead.name)
    await page.getByRole('option', { name: lead.name }).first().click()
    await page.getByText(/该客户将首先停留在/).waitFor()
    await canvas.getByText('目前不满足').first().waitFor()

    await page.getByRole('button', { name: '发布', exact: true }).click()
    const review = page.getByRole('dialog', { name: '发布第 2 版？' })
    await review.getByText('核对来源').first().waitFor()
    await review.getByRole('button', { name: '发布', exact: true }).click()
    await page.getByText('现行：第 2 版').waitFor()
  })
})
