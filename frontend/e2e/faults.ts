import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Faults axe finds on the page as it stands, each as "rule: selector". A heading must be there first. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const loading = page.getByRole('status', { name: /^(加载中|Loading)$/ })
  await expect.poll(() => loading.count(), { timeout: 10_000 }).toBe(0)
  return faultsNow(page)
}

/** The same without waiting for anything, for pages that show the waiting itself. */
export async function faultsNow(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${page.url()} ${id}: ${node.target.join(' ')}`),
  )
}
