import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base, launch, ready, signIn, type Visit } from './house'

describe.skipIf(!ready)('the X-ray of journeys', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'executive')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('from the board to a stage, to its journeys, and to the path of one', async () => {
    const { page } = visit
    await page.goto(`${base}/journeys`)
    await page.getByRole('link', { name: '透视' }).click()
    await page.getByRole('heading', { level: 1, name: '旅程透视' }).waitFor()
    const map = page.getByRole('list', { name: '阶段地图' })
    await map.getByRole('button', { name: /^初步沟通 ?\d+ ?个旅程/ }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('behind')).toContain('STANDING:first_contact')
    const behind = page.getByRole('region', { name: '处于该阶段的旅程' })
    await behind
      .getByRole('button', { name: /^回放.*的路径$/ })
      .first()
      .click()
    const path = page.getByRole('dialog', { name: '旅程路径' })
    await path.getByText('初步沟通').first().waitFor()
    await page.keyboard.press('Escape')
    await path.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '关闭' }).first().click()
    await behind.waitFor({ state: 'detached' })
  })

  test('what blocks whom leads to those who wait, and figures narrow by team', async () => {
    const { page } = visit
    await page.goto(`${base}/journeys/xray`)
    const blockers = page.getByRole('region', { name: '目前受阻情况' })
    await blockers
      .getByRole('button', { name: /个等待/ })
      .first()
      .click()
    await page.getByRole('region', { name: '受阻的旅程' }).waitFor()
    await page
      .getByRole('textbox', { name: '团队' })
      .or(page.getByRole('combobox', { name: '团队' }))
      .first()
      .click()
    await page.getByRole('option', { name: '深圳' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('team')).toMatch(/^team_/)
    await page.getByRole('list', { name: '阶段地图' }).waitFor()
  })

  test('each template says what comes of it', async () => {
    const { page } = visit
    await page.goto(`${base}/journeys/templates`)
    const outcome = page.getByRole('region', { name: '旅程成效' })
    await outcome.getByRole('link', { name: '私募产品销售旅程' }).click()
    await page.getByRole('heading', { level: 1, name: '旅程透视' }).waitFor()
  })
})
