import { fireEvent, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { show } from '../../testing/show'
import { ConditionBuilder } from './ConditionBuilder'
import type { Fact, Relation } from './facts'
import type { Condition } from './tree'

const facts: Fact[] = [
  { key: 'city', label: 'City', kind: 'text' },
  { key: 'aum', label: 'AUM', kind: 'money' },
  { key: 'risk', label: 'Risk', kind: 'choice', items: ['C1', 'C4', 'C5'].map((value) => ({ value, label: value })) },
]
const start: Condition = { all: [{ is: { field: 'city', op: 'eq', value: 'Ningbo' } }] }
const user = userEvent.setup()

async function build(condition: Condition = start) {
  const onChange = vi.fn<(next: Condition, complete: boolean) => void>()
  await show(<ConditionBuilder label="Which" condition={condition} facts={facts} onChange={onChange} />)
  return { onChange, last: () => onChange.mock.lastCall?.[0] }
}

test('says what it holds, and what it holds after a change', async () => {
  const { last } = await build()
  const words = screen.getByRole('status', { name: 'The condition in words' })
  expect(words.textContent).toBe('City is Ningbo')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Comparison' }), 'begins with')
  expect(last()).toEqual({ all: [{ is: { field: 'city', op: 'prefix', value: 'Ningbo' } }] })
  expect(words.textContent).toBe('City begins with Ningbo')
})
test('a list takes several words, and an amount what people type', async () => {
  const { last } = await build()
  await user.selectOptions(screen.getByRole('combobox', { name: 'Comparison' }), 'is one of')
  await user.type(screen.getByRole('textbox', { name: 'Compared with' }), 'Ningbo{Enter}杭州，苏州{Enter}')
  expect(last()).toEqual({ all: [{ is: { field: 'city', op: 'in', value: ['Ningbo', '杭州', '苏州'] } }] })
})
test('another fact keeps the operator it has too, and asks for its own value', async () => {
  const { onChange, last } = await build()
  await user.click(screen.getByRole('button', { name: 'Field: City' }))
  await user.click(await screen.findByRole('option', { name: 'AUM' }))
  expect(last()).toEqual({ all: [{ is: { field: 'aum', op: 'eq', value: '' } }] })
  expect(onChange.mock.lastCall?.[1]).toBe(false)
  const value = screen.getByRole('textbox', { name: 'Compared with' })
  await user.type(value, '300万{Enter}')
  expect(last()).toEqual({ all: [{ is: { field: 'aum', op: 'eq', value: '3000000' } }] })
  await user.clear(value)
  await user.type(value, 'viel{Enter}')
  expect(screen.getByRole('alert').textContent).toContain('Not an amount')
})
test('groups are added, turned round and dissolved', async () => {
  const { last } = await build()
  await user.click(screen.getByRole('button', { name: 'Group' }))
  expect(last()).toEqual({
    all: [
      { is: { field: 'city', op: 'eq', value: 'Ningbo' } },
      { any: [{ is: { field: 'city', op: 'eq', value: '' } }] },
    ],
  })
  const [, inner] = screen.getAllByRole('combobox', { name: 'How the conditions are taken together' })
  await user.selectOptions(inner as Element, 'None of these holds')
  expect(last()).toMatchObject({ all: [{}, { not: { any: [{}] } }] })
  await user.click(screen.getByRole('button', { name: 'Dissolve the group' }))
  expect((last() as { all: unknown[] }).all).toHaveLength(2)
})
test('what belongs to the rows is asked about with its own facts', async () => {
  const onChange = vi.fn<(next: Condition, complete: boolean) => void>()
  const relations = [{ key: 'tasks', label: 'tasks', facts: [{ key: 'due', label: 'Due', kind: 'instant' as const }] }]
  await show(
    <ConditionBuilder label="Which" condition={{ all: [] }} facts={facts} relations={relations} onChange={onChange} />,
  )
  await user.click(screen.getByRole('button', { name: 'Related rows' }))
  await user.click(await screen.findByRole('menuitem', { name: 'tasks' }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'How many of them' }), 'At least')
  fireEvent.change(screen.getByRole('spinbutton', { name: 'Number' }), { target: { value: '3' } })
  const [inner] = screen.getAllByRole('button', { name: 'Condition' })
  await user.click(inner as Element)
  await user.selectOptions(screen.getByRole('combobox', { name: 'Comparison' }), 'is within the last … days')
  fireEvent.change(screen.getByRole('spinbutton', { name: 'Days' }), { target: { value: '365' } })
  const part = { all: [{ is: { field: 'due', op: 'last', value: 365 } }] }
  expect(onChange.mock.lastCall).toEqual([{ all: [{ count: { field: 'tasks', op: 'gte', value: 3, part } }] }, true])
})
test('what belongs to related rows is asked about in turn, no deeper than the server goes', async () => {
  const onChange = vi.fn<(next: Condition, complete: boolean) => void>()
  const family: Relation = { key: 'household', label: 'family', facts: [], one: true }
  const members: Relation = { key: 'members', label: 'members', facts: [{ key: 'aum', label: 'AUM', kind: 'money' }] }
  // Round in a circle, as the server's are.
  const relations = [{ ...family, relations: [{ ...members, relations: [{ ...family, relations: [members] }] }] }]
  await show(
    <ConditionBuilder label="Which" condition={{ all: [] }} facts={facts} relations={relations} onChange={onChange} />,
  )
  for (const name of ['family', 'members', 'family']) {
    const [innermost] = screen.getAllByRole('button', { name: 'Related rows' })
    await user.click(innermost as Element)
    // Without a layout a menu that hangs on another one is taken for out of sight.
    const items = await screen.findAllByRole('menuitem', { name, hidden: true })
    fireEvent.click(items.at(-1) as Element)
  }
  const some = (field: string, ...all: Condition[]): Condition => ({
    related: { field, quantifier: 'some', part: { all } },
  })
  expect(onChange.mock.lastCall?.[0]).toEqual({
    all: [some('household', some('members', some('household')))],
  })
  expect(screen.getByRole('status', { name: 'The condition in words' }).textContent).toBe(
    'has family with (has members with (has family with (everything)))',
  )
  // Four groups, of which the innermost goes no further.
  expect(screen.getAllByRole('button', { name: 'Group' })).toHaveLength(4)
  expect(screen.getAllByRole('button', { name: 'Related rows' })).toHaveLength(3)
})
test('Alt and an arrow move a condition among its own', async () => {
  const { last } = await build({
    any: [{ is: { field: 'city', op: 'eq', value: 'A' } }, { is: { field: 'city', op: 'eq', value: 'B' } }],
  })
  const [first] = screen.getAllByRole('textbox', { name: 'Compared with' })
  fireEvent.keyDown(first as Element, { key: 'ArrowDown', altKey: true })
  expect(last()).toEqual({
    any: [{ is: { field: 'city', op: 'eq', value: 'B' } }, { is: { field: 'city', op: 'eq', value: 'A' } }],
  })
})
test('a rule over a field that is no more is shown and kept', async () => {
  const { onChange } = await build({ all: [{ is: { field: 'gone', op: 'eq', value: 'x' } }] })
  expect(screen.getByText('This field is no more; the rule is kept as it is.')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Field: gone' })).toBeTruthy()
  expect(onChange).not.toHaveBeenCalled()
})
