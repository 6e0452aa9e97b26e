import { expect, test } from 'vitest'
import { base, launch, ownClient, signIn } from './house'

const PAGES: [string, string, string][] = [
  ['manager', '/care?days=60', 'coming'],
  ['manager', '/care?tab=month', 'month'],
  ['manager', '/clients/CLIENT?tab=care', 'client'],
  ['manager', '/', 'home'],
  ['operations', '/care?tab=rules', 'rules'],
  ['operations', '/care?tab=holidays', 'holidays'],
]
test('shots', async () => {
  const browser = await launch()
  for (const [locale, theme, phone] of [
    ['zh-CN', 'light', false],
    ['en', 'dark', true],
  ] as const) {
    let last = ''
    let visit: Awaited<ReturnType<typeof signIn>> | null = null
    let client = ''
    for (const [who, path, name] of PAGES) {
      if (who !== last) {
        await visit?.context.close()
        visit = await signIn(browser, who, { locale, theme, phone })
        last = who
        if (who === 'manager') client = (await ownClient(visit.page, 1)).id
      }
      const { page } = visit!
      await page.goto(base + path.replace('CLIENT', client))
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForTimeout(2500)
      await page.screenshot({ path: `/tmp/careshots/${name}-${locale}-${phone ? 'phone' : 'desk'}.png` })
    }
    await visit?.context.close()
  }
  await browser.close()
  expect(1).toBe(1)
}, 590_000)
