import { createHmac } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { base, launch, ready, signIn } from './house'

/** The six digits an authenticator shows `steps` half minutes from now (RFC 6238). */
function codeOf(secret: string, steps = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret.replace(/[\s=]/g, '')]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const digest = createHmac('sha1', key).update(counter).digest()
  const at = (digest[digest.length - 1] ?? 0) & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

async function enter(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${base}/login`)
  await page.locator('input[type=email]').fill(email)
  await page.locator('input[type=password]').fill(password)
  await page.locator('button[type=submit]').click()
}

describe.skipIf(!ready)('accounts', () => {
  let browser: Browser
  const email = `story${Date.now()}@example.com`
  const own = 'a long sentence nobody else uses 7'
  let oneTime = ''
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test('an administrator adds a person and sees the one-time password once', async () => {
    const { page, context, faults } = await signIn(browser, 'policy')
    await page.goto(`${base}/users`)
    await page.getByRole('button', { name: '新建用户' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/姓名/).fill('故事新人')
    await dialog.getByLabel(/电子邮箱/).fill(email)
    await dialog.getByLabel(/角色/).first().click()
    await page.getByRole('option', { name: '客户经理', exact: true }).click()
    await dialog.getByLabel(/姓名/).click()
    await dialog.getByRole('button', { name: '创建' }).click()
    const secret = page.getByRole('dialog').locator('output')
    await secret.waitFor()
    oneTime = (await secret.textContent()) ?? ''
    expect(oneTime.length).toBeGreaterThanOrEqual(12)
    await page.getByRole('button', { name: '我已记下' }).click()
    await page.getByText(email).waitFor()
    expect(faults).toEqual([])
    await context.close()
  })

  test('the new person chooses an own password, enrols an authenticator, and needs its code from then on', async () => {
    const context = await browser.newContext({ locale: 'zh-CN' })
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    await enter(page, email, oneTime)
    await page.getByRole('heading', { name: '设置您的密码' }).waitFor()
    for (const field of await page.locator('input[type=password]').all()) await field.fill(own)
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByRole('navigation').first().waitFor()

    await page.goto(`${base}/profile?tab=totp`)
    await page.getByRole('button', { name: '开启' }).click()
    const proof = page.getByRole('dialog', { name: '请验证您的身份' })
    await proof.locator('input[type=password]').fill(own)
    await proof.getByRole('button', { name: '确认' }).click()
    await page.getByRole('img', { name: '验证器二维码' }).waitFor()
    const key = (await page.locator('output').textContent()) ?? ''
    await page.getByLabel('验证器显示的六位数字').fill(codeOf(key))
    await page.getByRole('button', { name: '确认' }).click()
    await page
      .getByText(/已开启。/)
      .first()
      .waitFor()

    await page.getByRole('button', { name: /故事新人/ }).click()
    await page.getByRole('menuitem', { name: '退出登录' }).click()
    await page.waitForURL(/\/login/)
    await enter(page, email, own)
    // A code counts once, so the log-in takes that of the next half minute.
    await page.getByLabel('动态验证码').fill(codeOf(key, 1))
    await page.locator('button[type=submit]').click()
    await page.getByRole('navigation').first().waitFor()
    await context.close()
  })

  test('a wrong password is refused in words and the e-mail stays', async () => {
    const context = await browser.newContext({ locale: 'zh-CN' })
    const page = await context.newPage()
    await enter(page, email, 'not the password at all')
    await page.getByRole('alert').waitFor()
    expect(await page.locator('input[type=email]').inputValue()).toBe(email)
    await context.close()
  })

  test('a key’s secret is shown once and the key can be revoked', async () => {
    const { page, context, faults } = await signIn(browser, 'policy')
    const name = `故事密钥${Date.now()}`
    await page.goto(`${base}/api-keys`)
    await page.getByRole('button', { name: '新建密钥' }).click()
    await page.getByRole('dialog').getByLabel(/名称/).fill(name)
    await page.getByRole('dialog').getByRole('button', { name: '创建' }).click()
    const secret = page.getByRole('dialog').locator('output')
    await secret.waitFor()
    expect(await secret.textContent()).toMatch(/^star_live_/)
    await page.getByRole('button', { name: '我已记下' }).click()
    const row = page.getByRole('row').filter({ hasText: name })
    await row.getByRole('button', { name: '吊销…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '吊销' }).click()
    await row.getByText('已吊销').waitFor()
    expect(faults).toEqual([])
    await context.close()
  })
})
