import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/**
 * No node that passed is told of, and the page itself answers instead of a new one: together a fourth of the time.
 * Frames of another origin are left out by this; ours show what others wrote.
 */
const VIOLATIONS = {
  runOnly: { type: 'tag' as const, values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations' as const],
}

/** Faults axe finds on the page as it stands, each as "rule: selector". A heading must be there first. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const loading = page.getByRole('status', { name: /^(加载中|Loading)$/ })
  await expect.poll(() => loading.count(), { timeout: 10_000 }).toBe(0)
  return faultsNow(page)
}

/** The same without waiting for anything, for pages that show the waiting itself. */
export async function faultsNow(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).options(VIOLATIONS).analyze()
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map((node) => `${page.url()} ${id}: ${node.target.join(' ')}`),
  )
}
