import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults'
import { ask, base, launch, ownClient, password, ready, signIn, type Visit } from './house'

const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
)
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Opens the documents of the signed-in manager's second client. */
async function openDocuments(page: Page): Promise<string> {
  const client = await ownClient(page, 1)
  await page.goto(`${base}/clients/${client.id}?tab=documents`)
  await page.getByRole('tabpanel').getByRole('heading', { level: 2 }).first().waitFor()
  return client.id
}

const send = (page: Page, name: string, mimeType: string, buffer: Buffer) =>
  page.locator('input[type=file][multiple]').setInputFiles({ name, mimeType, buffer })

describe.skipIf(!ready)('documents of a client', () => {
  let browser: Browser
  let visit: Visit
  const stamp = Date.now()
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'manager')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('a file is sent up, looked at, and saved as it was', async () => {
    const { page } = visit
    await openDocuments(page)
    await send(page, `合同${stamp}.pdf`, 'application/pdf', PDF)
    const open = page.getByRole('button', { name: `合同${stamp}.pdf`, exact: true })
    await open.click()
    const dialog = page.getByRole('dialog')
    const frame = dialog.locator('iframe')
    await frame.waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: '另存' }).click(),
    ])
    expect(download.suggestedFilename()).toBe(`合同${stamp}.pdf`)
    expect(readFileSync(await download.path())).toEqual(PDF)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  test('a picture is shown', async () => {
    const { page } = visit
    await send(page, `照片${stamp}.png`, 'image/png', PNG)
    await page.getByRole('button', { name: `照片${stamp}.png`, exact: true }).click()
    const picture = page.getByRole('dialog').locator('img')
    await picture.waitFor()
    await expect.poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(1)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').first().waitFor({ state: 'detached' })
  })

  test('a page in disguise is refused in words, beside its name', async () => {
    const { page } = visit
    await send(page, 'x.pdf', 'application/pdf', Buffer.from('<html><script>1</script></html>'))
    await page.getByText('不支持此类文件', { exact: false }).waitFor()
    await page.getByRole('button', { name: '移除 x.pdf' }).click()
  })

  test('a document is renamed, deleted and brought back', async () => {
    const { page } = visit
    const name = `照片${stamp}.png`
    await page.getByRole('button', { name: `对 ${name} 的操作` }).click()
    await page.getByRole('menuitem', { name: '编辑…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: '名称' }).fill(`新照片${stamp}`)
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.waitFor({ state: 'detached' })
    const renamed = page.getByRole('button', { name: `新照片${stamp}.png`, exact: true })
    await renamed.waitFor()
    await page.getByRole('button', { name: `对 新照片${stamp}.png 的操作` }).click()
    await page.getByRole('menuitem', { name: '删除' }).click()
    await renamed.waitFor({ state: 'detached' })
    await page.getByRole('status').getByRole('button', { name: '撤销' }).click()
    await renamed.waitFor()
  })

  test('the copy of an identity card can be filed and not opened by who sees the number masked', async () => {
    const { page } = visit
    await page.getByLabel('新文档的类别').first().click()
    await page.getByRole('option', { name: '身份证件' }).click()
    await send(page, `证件${stamp}.png`, 'image/png', PNG)
    const row = page.getByRole('row').filter({ hasText: `证件${stamp}.png` })
    await row.waitFor()
    expect(await row.getByRole('button', { name: `证件${stamp}.png`, exact: true }).count()).toBe(0)
  })

  test('has no fault that axe finds, at desk and phone width, in both languages', async () => {
    for (const look of [{ phone: true, locale: 'en' as const, theme: 'dark' as const }, {}]) {
      const other = await signIn(browser, 'manager', look)
      await openDocuments(other.page)
      expect(await faultsOf(other.page)).toEqual([])
      expect(other.faults).toEqual([])
      await other.context.close()
    }
  })
})

describe.skipIf(!ready)('exports', () => {
  let browser: Browser
  let asker: Visit
  let decider: Visit
  beforeAll(async () => {
    browser = await launch()
    asker = await signIn(browser, 'operations')
    decider = await signIn(browser, 'compliance')
    await rules(1000)
  })
  afterAll(async () => {
    await rules(1000)
    await browser?.close()
    expect([...(asker?.faults ?? []), ...(decider?.faults ?? [])]).toEqual([])
  })
  const rules = (rowsAlone: number) =>
    ask(decider.page, 'mutation Rules($input: SetExportRulesInput!) { setExportRules(input: $input) { rowsAlone } }', {
      input: { rowsAlone, keptDays: 3 },
    })
  const request = async (reason: string) => {
    const { page } = asker
    await page.goto(`${base}/clients?province=31`)
    await page.getByRole('button', { name: '导出', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: /用途/ }).fill(reason)
    await dialog.getByRole('button', { name: '导出', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.goto(`${base}/exports`)
    const row = page.getByRole('row').filter({ hasText: reason })
    await row.waitFor()
    return row
  }

  test('a list is asked for as a file, made, and downloaded', async () => {
    await rules(100_000)
    const row = await request(`月度核对${Date.now()}`)
    const take = row.getByRole('button', { name: /下载/ })
    await take.waitFor({ timeout: 60_000 })
    const [download] = await Promise.all([asker.page.waitForEvent('download'), take.click()])
    expect(download.suggestedFilename()).toMatch(/^客户-\d{8}-\d{4}-[0-9a-f]{6}\.xlsx$/)
    expect(
      readFileSync(await download.path())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK')
    await row.getByRole('button', { name: /销毁/ }).click()
    await row.getByText('已过期').waitFor()
  })

  test.each([
    ['products?risk=R4', '产品'],
    ['households', '家族'],
    ['reconciliation?state=all', '份额差异'],
  ])('%s is exported from the page that shows it', async (path, list) => {
    await rules(100_000)
    const { page } = asker
    const reason = `核对${list}${Date.now()}`
    await page.goto(`${base}/${path}`)
    await page.getByRole('button', { name: '导出', exact: true }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: /用途/ }).fill(reason)
    await dialog.getByRole('button', { name: '导出', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.goto(`${base}/exports`)
    const row = page.getByRole('row').filter({ hasText: reason })
    expect(await row.textContent()).toContain(list)
    await row.getByRole('button', { name: /下载/ }).waitFor({ timeout: 60_000 })
  })

  test('a large one is decided by somebody else, never by the one who asked', async () => {
    await rules(10)
    const reason = `监管报送${Date.now()}`
    const row = await request(reason)
    await row.getByText('待审批').waitFor()
    expect(await row.getByRole('button', { name: /审批/ }).count()).toBe(0)
    const { page } = decider
    await page.goto(`${base}/exports`)
    await page.getByRole('row').filter({ hasText: reason }).getByRole('button', { name: /审批/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: '同意' }).click()
    // Who decides has to prove that it is he.
    await page.locator('input[type=password]').fill(password)
    await page.getByRole('button', { name: '确认' }).click()
    await page.getByRole('dialog').first().waitFor({ state: 'detached' })
    await asker.page.reload()
    await row.getByRole('button', { name: /下载/ }).waitFor({ timeout: 60_000 })
  })

  test('how long a category is kept is changed with a reason, by compliance alone', async () => {
    const { page } = decider
    await page.goto(`${base}/retention`)
    const row = page.getByRole('row').filter({ hasText: '投资建议书' })
    await row.getByRole('button', { name: '更改 投资建议书' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('年数').fill('100')
    await dialog.getByText('请输入 0 到 99 的整数年').waitFor()
    await dialog.getByLabel('年数').fill('5')
    await dialog.getByLabel('原因').fill('律师意见')
    await dialog.getByRole('button', { name: '保存', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await row.getByText('5 年').waitFor()
    expect(await faultsOf(page)).toEqual([])
    await asker.page.goto(`${base}/retention`)
    await asker.page.getByRole('row').filter({ hasText: '投资建议书' }).getByText('5 年').waitFor()
    expect(await asker.page.getByRole('button', { name: /^更改/ }).count()).toBe(0)
  })

  test('compliance says when somebody else has to agree, others read it', async () => {
    await rules(1000)
    const { page } = decider
    await page.goto(`${base}/exports`)
    await page.getByText('超过 1,000 行须他人审批。').waitFor()
    await page.getByRole('button', { name: '更改规则' }).click()
    const dialog = page.getByRole('dialog')
    const save = dialog.getByRole('button', { name: '保存', exact: true })
    expect(await save.isDisabled()).toBe(true)
    await dialog.getByLabel('文件保留天数').fill('31')
    await dialog.getByText('请输入 1 到 30 的整数。').waitFor()
    await dialog.getByLabel('文件保留天数').fill('7')
    await dialog.getByLabel('无须审批的行数').fill('2000')
    await dialog.getByText('将有更多数据无须复核即可导出。').waitFor()
    await dialog.getByLabel('无须审批的行数').fill('0')
    expect(await faultsOf(page)).toEqual([])
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('所有导出都须他人审批。').waitFor()
    await asker.page.goto(`${base}/exports`)
    await asker.page.getByText('文件保留 7 天，到期销毁').waitFor()
    expect(await asker.page.getByRole('button', { name: '更改规则' }).count()).toBe(0)
  })

  test('the page of exports has no fault that axe finds', async () => {
    for (const look of [{ phone: true, locale: 'en' as const, theme: 'dark' as const }, {}]) {
      const other = await signIn(browser, 'operations', look)
      await other.page.goto(`${base}/exports`)
      await other.page.getByRole('heading', { level: 1 }).waitFor()
      await other.page.getByRole('row').nth(1).waitFor()
      expect(await faultsOf(other.page)).toEqual([])
      await other.context.close()
    }
  })
})
