import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults'
import { ask, base, launch, ready, signIn } from './house'

type Family = { id: string; name: string; members: { name: string; aum: string | null }[] }

describe.skipIf(!ready)('what a family holds', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser?.close())

  test.each([
    ['zh-CN', 'light', false, ['各成员存续规模', '市值走势', '合计', '显示为表格']],
    ['en', 'dark', true, ['AUM by member', 'Value over time', 'Together', 'Show as a table']],
  ] as const)(
    'by member and over time, as charts and as tables: %s, %s, phone %s',
    async (locale, theme, phone, [byMember, overTime, together, asTable]) => {
      const { page, context, faults } = await signIn(browser, 'executive', { locale, theme, phone })
      const { households } = await ask<{ households: { nodes: Family[] } }>(
        page,
        '{ households(first: 50) { nodes { id name members { name aum } } } }',
      )
      const rich = (family: Family) => family.members.filter(({ aum }) => Number(aum ?? 0) > 0)
      const family = households.nodes.find((each) => rich(each).length > 1)
      if (!family) throw new Error('no family of the demo firm has two members with funds')
      await page.goto(`${base}/households/${family.id}`)
      const parts = page.getByRole('figure', { name: byMember })
      await parts.getByRole('button', { name: asTable }).click()
      await parts.getByRole('table').waitFor()
      expect(await parts.getByRole('row').count()).toBe(rich(family).length + 1)
      const lines = page.getByRole('figure', { name: overTime })
      await lines.getByRole('button', { name: asTable }).click()
      await lines.getByRole('columnheader', { name: together }).waitFor()
      expect(await lines.getByRole('row').count()).toBeGreaterThan(4)
      expect(await faultsOf(page)).toEqual([])
      await parts.getByRole('cell').getByRole('button').first().click()
      await page.waitForURL(/\/clients\/client_.*tab=holdings/)
      expect(faults).toEqual([])
      await context.close()
    },
    60_000,
  )
})
