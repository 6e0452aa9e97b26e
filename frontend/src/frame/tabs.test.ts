import { expect, test } from 'vitest'
import type { Pillar } from './pages'
import { tabsOf } from './tabs'

const pillar = (id: string, ...entries: string[]): Pillar => ({
  id,
  title: id,
  entries: entries.map((each) => ({ id: each, title: each, to: `/${each}`, icon: null })),
})
const ids = (pillars: readonly Pillar[]) => pillars.flatMap(({ entries }) => entries.map(({ id }) => id))

test('a phone has today, clients, tasks and the cockpit at hand, and loses no other page', () => {
  const pillars = [
    pillar('home', 'home'),
    pillar('segment', 'clients', 'households', 'products'),
    pillar('track', 'tasks'),
  ]
  const { tabs, rest } = tabsOf([...pillars, pillar('analyze', 'cockpit'), pillar('systemize', 'imports', 'profile')])
  expect(tabs.map(({ id }) => id)).toEqual(['home', 'clients', 'tasks', 'cockpit'])
  expect(ids(rest)).toEqual(['households', 'products', 'imports', 'profile'])
  expect(rest.map(({ id }) => id)).toEqual(['segment', 'systemize'])
})
test('who has no cockpit has funds instead, who has no clients what he does have', () => {
  const { tabs } = tabsOf([pillar('home', 'home'), pillar('segment', 'clients', 'products'), pillar('track', 'tasks')])
  expect(tabs.map(({ id }) => id)).toEqual(['home', 'clients', 'tasks', 'products'])
  expect(tabsOf([pillar('home', 'home'), pillar('systemize', 'users', 'teams', 'profile', 'apiKeys')])).toMatchObject({
    tabs: [{ id: 'home' }, { id: 'users' }, { id: 'teams' }, { id: 'profile' }],
    rest: [{ entries: [{ id: 'apiKeys' }] }],
  })
})
