import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { show } from '../../testing/show'
import type { PageSource } from '../grid/source'
import { Board, type Refusal } from './Board'

type Card = { id: string; name: string; stage: string }
const sourceOf = (rows: readonly Card[]): PageSource<Card> => ({
  total: rows.length,
  more: false,
  ready: true,
  stale: false,
  failure: null,
  row: (index) => rows[index],
  need: () => undefined,
  load: async () => rows,
  retry: () => undefined,
})
const stages = ['lead', 'signing', 'holding']

type Options = { refuse?: (card: Card, to: string) => Refusal | null; onOpen?: (card: Card) => void; closed?: string }

function Journeys({ refuse, onOpen, closed }: Options) {
  const [cards, setCards] = useState<readonly Card[]>(() =>
    Array.from({ length: 6 }, (_, n) => ({ id: `c${n}`, name: `Client ${n}`, stage: n < 4 ? 'lead' : 'signing' })),
  )
  return (
    <Board
      label="Journeys"
      columns={stages.map((stage) => ({
        id: stage,
        title: stage,
        count: cards.filter((card) => card.stage === stage).length,
      }))}
      cardsOf={(stage) => sourceOf(cards.filter((card) => card.stage === stage))}
      idOf={(card) => card.id}
      nameOf={(card) => card.name}
      Card={({ card }) => <span>{card.name}</span>}
      onOpen={onOpen ?? (() => undefined)}
      closed={(_, to) => (to === closed ? 'Nothing is held yet.' : null)}
      onMove={async (card, to) => {
        const refused = refuse?.(card, to) ?? null
        if (!refused) setCards((before) => before.map((each) => (each.id === card.id ? { ...each, stage: to } : each)))
        return refused
      }}
      mayMove
    />
  )
}
const column = (name: string) => screen.getByRole('region', { name: new RegExp(`^${name},`) })
const names = (of: string) =>
  within(column(of))
    .queryAllByRole('article')
    .map((card) => card.getAttribute('aria-label'))
const user = userEvent.setup()

test('columns tell how many cards they hold', async () => {
  await show(<Journeys />)
  expect(column('lead').getAttribute('aria-label')).toBe('lead, 4 cards')
  expect(screen.getByText('Nothing here.')).toBeTruthy()
})
test('arrows walk over cards and columns, past empty ones, and Enter opens', async () => {
  const onOpen = vi.fn()
  await show(<Journeys onOpen={onOpen} />)
  within(column('lead')).getByRole('article', { name: 'Client 0' }).focus()
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowRight}')
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Client 5'))
  await user.keyboard('{Enter}')
  expect(onOpen.mock.calls[0]?.[0].id).toBe('c5')
})
test('Alt and an arrow move a card, and it is said aloud', async () => {
  await show(<Journeys />)
  within(column('lead')).getByRole('article', { name: 'Client 1' }).focus()
  await user.keyboard('{Alt>}{ArrowRight}{/Alt}')
  await waitFor(() => expect(names('signing')).toContain('Client 1'))
  expect(names('lead')).not.toContain('Client 1')
  expect(await screen.findByText('Client 1 moved to signing.')).toBeTruthy()
})
test('the menu moves a card too, and not where it may not go', async () => {
  await show(<Journeys closed="holding" />)
  await user.click(screen.getByRole('button', { name: 'Move Client 2' }))
  // jsdom lays nothing out, so the menu takes its place for scrolled away and hides.
  const item = (name: string) => screen.findByRole('menuitem', { name, hidden: true })
  const to = await item('holding')
  expect(to.hasAttribute('disabled') || to.getAttribute('aria-disabled') === 'true').toBe(true)
  await user.click(await item('signing'))
  await waitFor(() => expect(names('signing')).toContain('Client 2'))
})
test('a refused card comes back, with what is missing and the way to do it', async () => {
  const send = vi.fn()
  const refusal: Refusal = {
    title: 'Client 0 cannot sign yet',
    missing: [{ label: 'Risk questionnaire', action: { label: 'Send it', run: send } }],
  }
  await show(<Journeys refuse={() => refusal} />)
  within(column('lead')).getByRole('article', { name: 'Client 0' }).focus()
  await user.keyboard('{Alt>}{ArrowRight}{/Alt}')
  const sheet = await screen.findByRole('dialog', { name: 'Client 0 cannot sign yet' })
  expect(names('lead')).toContain('Client 0')
  await user.click(within(sheet).getByRole('button', { name: 'Send it' }))
  expect(send).toHaveBeenCalledOnce()
  expect(screen.queryByRole('dialog')).toBeNull()
})
