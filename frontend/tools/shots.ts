/**
 * Takes a picture of every page in both languages and themes, desktop and phone: `node tools/shots.ts [name …]`.
 *
 * STARTRAIL_URL (default the mock), STARTRAIL_DEMO_EMAIL, STARTRAIL_DEMO_PASSWORD, STARTRAIL_CHROMIUM. Pictures go to
 * e2e/shots. Console errors, refused styles or scripts and uncaught exceptions are printed: a page is not done with one.
 */
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const base = process.env.STARTRAIL_URL ?? 'http://127.0.0.1:4890'
const email = process.env.STARTRAIL_DEMO_EMAIL ?? 'manager@demo.startrail.local'
const password = process.env.STARTRAIL_DEMO_PASSWORD ?? 'mock'
const wanted = process.argv.slice(2)
const folder = 'e2e/shots'
const sizes = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }

type Act = (page: Page) => Promise<void>
const first = '[role=grid] [data-row="0"] [data-col="0"], [aria-posinset="1"] button'
const openFirst: Act = async (page) => {
  await page.goto(`${base}/clients?sort=-aum`)
  await page.locator(first).waitFor()
  await page.locator(first).click()
  if ((page.viewportSize()?.width ?? 0) > 700) await page.keyboard.press('Enter')
  await page.getByRole('tablist').waitFor()
}
const go =
  (path: string, then?: Act): Act =>
  async (page) => {
    await page.goto(base + path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await then?.(page)
  }
const tab =
  (n: number): Act =>
  async (page) => {
    await openFirst(page)
    await page.getByRole('tab').nth(n).click()
  }

const scenes: Record<string, Act> = {
  home: go('/'),
  clients: go('/clients?sort=-aum', (page) => page.locator(first).waitFor()),
  filtered: go('/clients?state=existing,dormant&risk=C4&aum=3000000..&sort=-aum', (page) =>
    page.locator(first).waitFor(),
  ),
  empty: go('/clients?q=zzzzzz'),
  peek: async (page) => {
    await go('/clients?sort=-aum')(page)
    await page.locator(first).waitFor()
    if ((page.viewportSize()?.width ?? 0) < 700) return
    await page.locator(first).click()
    await page.keyboard.press(' ')
    await page.getByRole('complementary').getByRole('heading', { level: 2 }).first().waitFor()
  },
  client: openFirst,
  holdings: tab(1),
  documents: tab(2),
  timeline: tab(3),
  relations: tab(4),
  history: tab(5),
  reveal: async (page) => {
    await openFirst(page)
    await page
      .getByRole('button', { name: /^(查看明文|Reveal)/ })
      .first()
      .click()
    await page.getByRole('dialog').waitFor()
  },
  log: async (page) => {
    await openFirst(page)
    await page.getByRole('button', { name: /^(记录互动|Log interaction)$/ }).click()
    await page.getByRole('dialog').getByRole('textbox').first().waitFor()
  },
  minute: async (page) => {
    await scenes.log?.(page)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^(添加后续事项|Add a next step)$/ }).click()
    await dialog.getByRole('button', { name: /^(移除此项|Remove this step)$/ }).scrollIntoViewIfNeeded()
  },
  chat: async (page) => {
    await scenes.log?.(page)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('tab').nth(1).click()
    await dialog
      .getByRole('textbox', { name: /聊天内容|Conversation/ })
      .fill(
        '王先生 2026/11/19 14:03:22\n您好，想问下净值\n周经理 2026/11/19 14:05:01\n今天 1.2034\n比上周涨了一点 🎉\n王先生 昨天 18:00\n[图片]\n',
      )
    await dialog.getByRole('button', { name: /^(识别|Read it)$/ }).click()
    await dialog.getByRole('list', { name: /^(消息|Messages)$/ }).waitFor()
  },
  new: go('/clients/new'),
  palette: go('/', async (page) => {
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.type('zw')
    await page.waitForTimeout(600)
  }),
  shortcuts: go('/clients', async (page) => {
    await page.waitForTimeout(500)
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
  }),
  tasks: go('/tasks'),
  households: go('/households'),
  household: go('/households', async (page) => {
    await page.getByRole('table').getByRole('link').first().click()
    await page.getByRole('figure').first().waitFor()
    await page.waitForTimeout(1500)
  }),
  tags: go('/tags'),
  users: go('/users'),
  teams: go('/teams'),
  keys: go('/api-keys'),
  exports: go('/exports'),
  retention: go('/retention'),
  fields: go('/fields'),
  profile: go('/profile'),
  totp: go('/profile?tab=totp'),
  sessions: go('/profile?tab=sessions'),
  lost: go('/nowhere'),
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${base}/login`)
  await page.locator('input[type=email]').fill(email)
  await page.locator('input[type=password]').fill(password)
  await page.locator('button[type=submit]').click()
  await page.waitForURL((url) => !url.pathname.startsWith('/login'))
  await page.getByRole('navigation').first().waitFor()
}

async function session(browser: Browser, size: keyof typeof sizes, locale: string, theme: string): Promise<void> {
  const phone = size === 'phone'
  const context = await browser.newContext({
    viewport: sizes[size],
    locale,
    hasTouch: phone,
    isMobile: phone,
    reducedMotion: 'reduce',
  })
  await context.addInitScript((value) => localStorage.setItem('startrail.theme', value), theme)
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  page.on(
    'console',
    (message) => message.type() === 'error' && console.log(`  [${size} ${locale}] ${page.url()} ${message.text()}`),
  )
  page.on('pageerror', (error) => console.log(`  [${size} ${locale}] ${page.url()} ${error.message}`))
  const shoot = async (name: string) => {
    await page.waitForTimeout(350)
    await page.screenshot({ path: `${folder}/${name}-${size}-${locale}-${theme}.png` })
  }
  if (wanted.length === 0 || wanted.includes('login')) {
    await page.goto(`${base}/login`)
    await page.locator('input[type=email]').waitFor()
    await shoot('login')
  }
  await signIn(page)
  // The person's kept preferences win over the browser's; so they are set as a person would set them.
  await page.evaluate(
    async ([chosen, look]) => {
      await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-startrail': '1' },
        body: JSON.stringify({
          query: 'mutation P($input: PreferencesInput!) { updatePreferences(input: $input) { locale } }',
          variables: { input: { locale: chosen, theme: look } },
        }),
      })
    },
    [locale, theme],
  )
  for (const [name, act] of Object.entries(scenes)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    try {
      await act(page)
    } catch (error) {
      console.log(`  ${name} ${size} ${locale}: ${String(error).split('\n')[0]}`)
    }
    await shoot(name)
  }
  await context.close()
}

mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.STARTRAIL_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
const only = process.env.SHOTS ?? ''
for (const size of ['desktop', 'phone'] as const) {
  for (const [locale, theme] of [
    ['zh-CN', 'light'],
    ['en', 'dark'],
    ['zh-CN', 'dark'],
    ['en', 'light'],
  ] as const) {
    if (!only || `${size} ${locale} ${theme}`.includes(only)) await session(browser, size, locale, theme)
  }
}
await browser.close()
