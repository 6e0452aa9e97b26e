import { createConnection } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults'
import { ask, base, launch, ready, signIn, type Visit } from './house'

const port = Number(process.env.STARTRAIL_MAIL_PORT ?? 0)

/** Sends a mail by SMTP, as a mail server does; the code of the last answer. */
function send(to: string, mail: string): Promise<number> {
  const steps = ['EHLO story', 'MAIL FROM:<me@firm.example.com>', `RCPT TO:<${to}>`, 'DATA', `${mail}\r\n.`, 'QUIT']
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    let code = 0
    let last = 0
    let heard = ''
    socket.on('error', reject)
    socket.on('close', () => resolve(last))
    socket.on('data', (piece) => {
      heard += piece.toString()
      const done = /^(\d{3}) .*\r\n$/m.exec(heard)
      if (!done) return
      heard = ''
      code = Number(done[1])
      // It closes now; whatever is written after its good-bye would reset the connection.
      if (code === 221) return
      last = code
      const next = code < 400 ? steps.shift() : 'QUIT'
      if (next) socket.write(`${next}\r\n`)
    })
  })
}

const mailOf = (from: string, subject: string, text: string) =>
  [
    `From: ${from}`,
    'To: me@firm.example.com',
    `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    `Message-ID: <${subject.length}.${Date.now()}.${Math.random()}@story.example.com>`,
    'Date: Fri, 20 Nov 2026 10:00:00 +0800',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(text).toString('base64'),
    '--b',
    'Content-Type: text/plain; name="list.txt"',
    'Content-Disposition: attachment; filename="list.txt"',
    '',
    'one, two',
    '--b--',
  ].join('\r\n')

/** A client of whoever is signed in, known by an address. */
async function clientKnownBy(page: Page, name: string, email: string): Promise<string> {
  const { createClient } = await ask<{ createClient: { id: string } }>(
    page,
    'mutation New($input: CreateClientInput!) { createClient(input: $input) { id } }',
    { input: { name, kind: 'individual', allowDuplicate: true, contactPoints: [{ kind: 'email', value: email }] } },
  )
  return createClient.id
}

/** The secret address of whoever is signed in, from his profile. */
async function addressOf(page: Page): Promise<string> {
  await page.goto(`${base}/profile?tab=mail`)
  const shown = page.getByLabel('我的收件地址')
  const get = page.getByRole('button', { name: '获取地址' })
  await shown.or(get).first().waitFor()
  if (await get.isVisible()) await get.click()
  return (await shown.textContent()) ?? ''
}

describe.skipIf(!ready || !port)('mails of clients', () => {
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

  test('a mail sent to the secret address stands on the page of the client it names; a renewed address ends', async () => {
    const { page } = visit
    const [mark, email] = [`来信${Date.now()}`, `story${Date.now()}@example.com`]
    const client = await clientKnownBy(page, `邮件客户${Date.now()}`, email)
    const address = await addressOf(page)
    expect(address).toMatch(/^[a-z2-7]{26}\.[a-z2-7]{24}@/)
    expect(await faultsOf(page)).toEqual([])
    expect(await send(address, mailOf(email, mark, '想了解分红。'))).toBe(250)
    await page.goto(`${base}/clients/${client}?tab=timeline`)
    const entry = page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: mark }).first()
    await entry.waitFor()
    await expect.poll(() => entry.textContent()).toContain('想了解分红。')
    await expect.poll(() => entry.textContent()).toContain('list.txt')
    await page.goto(`${base}/profile?tab=mail`)
    await page.getByRole('button', { name: '更换…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '更换', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => page.getByLabel('我的收件地址').textContent()).not.toBe(address)
    expect(await send(address, mailOf(email, mark, '旧地址'))).toBe(550)
  }, 60_000)

  test('a mail that names nobody waits, is counted, and is given to a client by hand', async () => {
    const { page } = visit
    const [mark, name] = [`陌生来信${Date.now()}`, `手工客户${Date.now()}`]
    const client = await clientKnownBy(page, name, `known${Date.now()}@example.com`)
    const address = await addressOf(page)
    expect(await send(address, mailOf(`new${Date.now()}@example.com`, mark, '换了邮箱。'))).toBe(250)
    await page.goto(`${base}/mails`)
    const item = page.getByRole('article', { name: mark })
    await item.waitFor()
    expect(await faultsOf(page)).toEqual([])
    const entry = page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: /^邮件/ })
    await expect.poll(() => entry.textContent()).toMatch(/^邮件[1-9]/)
    await item.getByRole('button', { name: `为「${mark}」选择客户` }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox').fill(name)
    await page.getByRole('option', { name }).first().click()
    await dialog.getByRole('button', { name: '归入客户' }).click()
    await dialog.waitFor({ state: 'detached' })
    await item.waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: '已归入客户' }).click()
    await page.getByRole('article', { name: mark }).getByRole('link', { name }).click()
    await page.waitForURL(`**/clients/${client}**`)
    await page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: mark }).first().waitFor()
  }, 60_000)

  test('a mail is thrown away with a reason, taken back at once, and on a phone from the list of those', async () => {
    const { page } = visit
    const mark = `广告${Date.now()}`
    expect(await send(await addressOf(page), mailOf('spam@example.com', mark, '特价'))).toBe(250)
    await page.goto(`${base}/mails`)
    const item = page.getByRole('article', { name: mark })
    const discard = async () => {
      await item.getByRole('button', { name: `丢弃「${mark}」` }).click()
      const dialog = page.getByRole('dialog')
      expect(await dialog.getByRole('button', { name: '丢弃', exact: true }).isDisabled()).toBe(true)
      await dialog.getByLabel(/原因/).fill('与客户无关')
      await dialog.getByRole('button', { name: '丢弃', exact: true }).click()
      await item.waitFor({ state: 'detached' })
    }
    await discard()
    await page.getByRole('button', { name: '撤销' }).first().click()
    await item.waitFor()
    await discard()
    const phone = await signIn(browser, 'manager', { phone: true })
    await phone.page.goto(`${base}/mails?state=thrown`)
    const gone = phone.page.getByRole('article', { name: mark })
    await gone.getByText('与客户无关').waitFor()
    await gone.getByRole('button', { name: `找回「${mark}」` }).click()
    await gone.waitFor({ state: 'detached' })
    await phone.page.goto(`${base}/mails`)
    await phone.page.getByRole('article', { name: mark }).waitFor()
    expect(phone.faults).toEqual([])
    await phone.context.close()
  }, 60_000)

  test('an e-mail that was saved as a file is read, kept on the page of the client, and known again', async () => {
    const { page } = visit
    const [mark, email] = [`文件来信${Date.now()}`, `file${Date.now()}@example.com`]
    const client = await clientKnownBy(page, `文件客户${Date.now()}`, email)
    const file = {
      name: 'letter.eml',
      mimeType: 'message/rfc822',
      buffer: Buffer.from(mailOf(email, mark, '附件是名单。')),
    }
    const read = async () => {
      await page.goto(`${base}/clients/${client}?tab=timeline`)
      await page.getByRole('tablist').first().waitFor()
      await page.getByRole('button', { name: '记录互动' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('tab', { name: '邮件文件' }).click()
      await dialog.locator('input[type=file]').setInputFiles(file)
      await dialog.getByText(mark).waitFor()
      return dialog
    }
    const dialog = await read()
    expect(await dialog.textContent()).toContain('list.txt')
    await dialog.getByRole('button', { name: '保存邮件' }).click()
    await dialog.waitFor({ state: 'detached' })
    const entry = page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: mark }).first()
    await entry.waitFor()
    expect(await entry.textContent()).toContain('附件是名单。')
    expect(await entry.textContent()).toContain('letter.eml')
    const again = await read()
    expect(await again.getByRole('button', { name: '保存邮件' }).isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
  }, 60_000)

  test('who serves no clients has no such page and no address', async () => {
    const other = await signIn(browser, 'policy')
    expect(await other.page.getByRole('link', { name: '邮件', exact: true }).count()).toBe(0)
    await other.page.goto(`${base}/mails`)
    await other.page.getByText('您没有此项权限').first().waitFor()
    await other.page.goto(`${base}/profile?tab=mail`)
    await other.page.getByRole('tab').first().waitFor()
    expect(await other.page.getByRole('tab', { name: '邮件' }).count()).toBe(0)
    await other.context.close()
  })
})
