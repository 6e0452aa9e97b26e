import { act, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { answer, pending, show } from '../testing/show'
import { RevealDialog, SHOWN_SECONDS } from './RevealDialog'

afterEach(() => vi.useRealTimers())

async function ask(reason: string, onClose = () => undefined) {
  const { environment } = await show(<RevealDialog clientId="client_1" field="idNumber" onClose={onClose} />)
  const button = await screen.findByRole('button', { name: 'Reveal' })
  if (reason) await userEvent.type(screen.getByRole('textbox'), reason)
  return { environment, button }
}

test('nothing is revealed without a reason', async () => {
  const { button } = await ask('')
  expect((button as HTMLButtonElement).disabled).toBe(true)
})
test('the reason goes to the server and the value is shown', async () => {
  const { environment, button } = await ask('account opening form')
  await userEvent.click(button)
  expect(pending(environment, 'RevealDialogMutation').request.variables).toEqual({
    input: { id: 'client_1', field: 'idNumber', reason: 'account opening form' },
  })
  await answer(environment, 'RevealDialogMutation', {
    reveal: { coordinate: 'Client.idNumber', value: '110101199001011237' },
  })
  expect(await screen.findByText('110101199001011237')).toBeTruthy()
})
test('a refusal is shown in the server’s words and no value', async () => {
  const { environment, button } = await ask('curious')
  await userEvent.click(button)
  await answer(environment, 'RevealDialogMutation', { reveal: null }, [
    { message: 'You do not have the right to do this.', extensions: { code: 'FORBIDDEN' } },
  ])
  expect(screen.getByRole('alert').textContent).toContain('You do not have the right to do this.')
})
test('the value is gone after a minute', async () => {
  const onClose = vi.fn()
  const { environment, button } = await ask('account opening form', onClose as never)
  await userEvent.click(button)
  vi.useFakeTimers()
  await answer(environment, 'RevealDialogMutation', { reveal: { coordinate: 'Client.idNumber', value: '1' } })
  act(() => void vi.advanceTimersByTime((SHOWN_SECONDS - 1) * 1_000))
  expect(onClose).not.toHaveBeenCalled()
  act(() => void vi.advanceTimersByTime(1_000))
  expect(onClose).toHaveBeenCalled()
})
