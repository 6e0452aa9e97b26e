import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults'
import { base, launch, ready, signIn } from './house'

/** A messy list as text: a title line, a date that can be read in two ways, a number with a digit lost, a total. */
function list(mark: string, last = '星座'): string {
  return [
    `客户名单${mark},,,,`,
    `姓名,手机号码,首次认购日期,规模(万元),${last}`,
    `甲${mark},16900020001,2024-03-05,350,狮子`,
    `乙${mark},1690002000,2024-03-06,120,`,
    `丙${mark},16900020003,03/04/2024,80,`,
    '合计,,,550,',
  ].join('\n')
}

async function choose(page: Page, mark: string, last?: string): Promise<void> {
  await page.goto(`${base}/imports/new`)
  await page.locator('input[type=file]').setInputFiles({
    name: `名单${mark}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from(list(mark, last), 'utf-8'),
  })
}

describe.skipIf(!ready)('a workbook comes in', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('columns are recognised, cells mended one by one and by column, rows taken in and taken back', async () => {
    const visit = await signIn(browser, 'operations')
    const { page } = visit
    const faults: string[] = []
    const mark = String(Date.now()).slice(-7)
    await page.goto(`${base}/imports`)
    await page.getByRole('link', { name: '导入表格' }).first().click()
    await page.getByRole('heading', { level: 1, name: '导入表格' }).waitFor()
    faults.push(...(await faultsOf(page)))
    await choose(page, mark)
    await page.getByRole('button', { name: '检查各行' }).waitFor({ timeout: 30_000 })
    expect(await page.getByLabel('「规模(万元)」对应的字段').inputValue()).toBe('aum_cny')
    expect(await page.getByLabel('「星座」对应的字段').inputValue()).toBe('')
    faults.push(...(await faultsOf(page)))
    await page.getByRole('button', { name: '检查各行' }).click()
    await page.getByRole('button', { name: '导入 1 行' }).waitFor({ timeout: 30_000 })
    await page.getByText('未导入的列：星座。').waitFor()
    faults.push(...(await faultsOf(page)))
    // One column for all rows.
    await page.getByRole('button', { name: '日在前' }).click()
    await page.getByRole('button', { name: '导入 2 行' }).waitFor({ timeout: 30_000 })
    // One cell by keyboard.
    const cell = page.getByRole('button', { name: /^手机，第 4 行/ })
    await cell.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: /^手机，第 4 行/ }).fill('16900020002')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '导入 3 行' }).waitFor()
    await page.getByRole('button', { name: '导入 3 行' }).click()
    const result = page.getByLabel('结果', { exact: true })
    await result.waitFor({ timeout: 30_000 })
    expect(await result.textContent()).toContain('已导入3')
    faults.push(...(await faultsOf(page)))
    await page.goto(`${base}/clients?q=${encodeURIComponent(`丙${mark}`)}`)
    await page.getByText(`丙${mark}`).first().waitFor()
    await page.goto(`${base}/imports`)
    await page.getByRole('link', { name: `名单${mark}.csv` }).click()
    await page.getByRole('button', { name: '撤销导入…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤销' }).click()
    await expect.poll(() => result.textContent(), { timeout: 30_000 }).toContain('已撤销3')
    // The next list with these headers is read as this one was: the day first.
    await choose(page, `${mark}0`)
    await page.getByRole('button', { name: '检查各行' }).click({ timeout: 30_000 })
    await page.getByRole('button', { name: '导入 2 行' }).waitFor({ timeout: 30_000 })
    expect(faults).toEqual([])
    expect(visit.faults).toEqual([])
    await visit.context.close()
  })

  test('on a phone and in English a file that is no table is refused as a whole', async () => {
    const visit = await signIn(browser, 'manager', { locale: 'en', theme: 'dark', phone: true })
    const { page } = visit
    await page.goto(`${base}/imports/new`)
    await page.locator('input[type=file]').setInputFiles({
      name: 'broken.xlsx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(`PK\u0003\u0004 ${Date.now()}`, 'latin1'),
    })
    await page.getByText('The file was refused; nothing was imported.').waitFor({ timeout: 30_000 })
    await page.getByText('The file is broken or no spreadsheet.').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(await faultsOf(page)).toEqual([])
    await choose(page, String(Date.now()).slice(-7), '血型')
    await page.getByRole('button', { name: 'Check the rows' }).click({ timeout: 30_000 })
    await page.getByRole('button', { name: /^Import \d+ rows$/ }).waitFor({ timeout: 30_000 })
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    expect(await faultsOf(page)).toEqual([])
    expect(visit.faults).toEqual([])
    await visit.context.close()
  })

  test('who may import nothing has no such page in his navigation', async () => {
    const visit = await signIn(browser, 'auditor')
    expect(await visit.page.getByRole('navigation').first().textContent()).not.toContain('数据导入')
    await visit.page.goto(`${base}/imports/new`)
    await visit.page.getByText('您没有可导入的内容。').waitFor()
    await visit.context.close()
  })
})
