import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { show } from '../testing/show'
import { Masked } from './Masked'

test('a masked value explains its rule and who holds more', async () => {
  const closed = {
    level: 'MASKED' as const,
    rule: 'p, client_manager, Client.idNumber, own, masked, allow',
    grantedBy: ['Compliance'],
  }
  await show(<Masked text="3101****002X" label="ID number" closed={closed} />)
  expect(screen.getByText('3101****002X')).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: 'Why is ID number closed?' }))
  expect(await screen.findByText(closed.rule)).toBeTruthy()
  expect(screen.getByText('For what is your own: it may be seen masked.')).toBeTruthy()
  expect(screen.getByText('Compliance')).toBeTruthy()
})
test('a hidden value shows no text at all', async () => {
  await show(<Masked text="secret" label="Note" closed={{ level: 'NONE', rule: null, grantedBy: [] }} />)
  expect(screen.queryByText('secret')).toBeNull()
  expect(screen.getByText('No right')).toBeTruthy()
})
