import { expect, test } from 'vitest'

/** Parts without a look of their own, or that only stand inside of others that are shown. */
const INSIDE = [
  'Boundary',
  'Calendar',
  'ChoiceField',
  'Closed',
  'Drawing',
  'DiffList',
  'Floating',
  'LateField',
  'LateSection',
  'ModalPanel',
]
const AROUND = ['Provider', 'noScrollLock', 'Page', 'Tabs']

test('every shared part is shown on the page of the design system', () => {
  const parts = Object.keys(import.meta.glob('../ui/*.tsx')).map((path) => path.slice(6, -4))
  const pages = Object.values(
    import.meta.glob<string>('./*.tsx', { query: '?raw', import: 'default', eager: true }),
  ).join('\n')
  const wanted = parts.filter((part) => !part.endsWith('.test') && ![...INSIDE, ...AROUND].includes(part))
  expect(wanted.length).toBeGreaterThan(35)
  expect(wanted.filter((part) => !pages.includes(`from '../ui/${part}'`))).toEqual([])
})
