import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { Failure } from '../relay/failure'
import { show } from '../testing/show'
import { Facts, Field } from './Field'
import { FileDrop } from './FileDrop'
import type { Saved } from './grid/useEdits'
import { Change } from './Percent'
import { PickList } from './PickList'
import { ProgressJob } from './ProgressJob'
import { ReviewDialog } from './ReviewDialog'
import { Toasts, toast } from './Toasts'
import { Tooltips, tip } from './Tooltip'
import { Wizard } from './Wizard'

const user = userEvent.setup()

describe('a field of a record', () => {
  function City({ onSave }: { onSave: (value: string) => Promise<Saved> }) {
    const [city, setCity] = useState('Ningbo')
    const save = async (value: string) => {
      const answer = await onSave(value)
      if (answer.ok) setCity(value)
      return answer
    }
    return (
      <Facts>
        <Field label="City" edit={{ kind: 'text', value: city }} onSave={save}>
          {city}
        </Field>
      </Facts>
    )
  }
  test('is edited in its place', async () => {
    const save = vi.fn(async () => ({ ok: true }) as const)
    await show(<City onSave={save} />)
    await user.click(screen.getByRole('button', { name: 'Edit City' }))
    const box = screen.getByRole('textbox', { name: 'City' })
    await user.clear(box)
    await user.type(box, 'Suzhou{Enter}')
    expect(save).toHaveBeenCalledWith('Suzhou')
    expect(await screen.findByText('Suzhou')).toBeTruthy()
  })
  test('keeps what was typed when it is refused, and begins there again', async () => {
    await show(<City onSave={async () => ({ ok: false, why: 'No such city.' })} />)
    await user.click(screen.getByRole('button', { name: 'Edit City' }))
    await user.clear(screen.getByRole('textbox', { name: 'City' }))
    await user.type(screen.getByRole('textbox', { name: 'City' }), 'Atlantis{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('No such city.')
    await user.click(screen.getByRole('button', { name: 'Edit City' }))
    expect((screen.getByRole('textbox', { name: 'City' }) as HTMLInputElement).value).toBe('Atlantis')
    await user.keyboard('{Escape}')
    await user.click(screen.getByRole('button', { name: 'Discard' }))
    expect(screen.getByText('Ningbo')).toBeTruthy()
  })
  test('that is closed cannot be edited and says which rule closed it', async () => {
    await show(
      <Facts>
        <Field
          label="ID"
          closed={{ level: 'MASKED', rule: 'p, x', grantedBy: ['Compliance'] }}
          edit={{ kind: 'text', value: '' }}
          onSave={async () => ({ ok: true })}
        >
          31**
        </Field>
      </Facts>,
    )
    expect(screen.queryByRole('button', { name: 'Edit ID' })).toBeNull()
    await user.click(screen.getByRole('button', { name: /Why is ID closed\?/ }))
    expect((await screen.findByRole('dialog')).textContent).toContain('p, x')
  })
})

describe('a review', () => {
  test('shows before and after, and stays open with the reason when it is refused', async () => {
    const close = vi.fn()
    await show(
      <ReviewDialog
        title="Confirm"
        confirm="Publish"
        differences={[{ label: 'Note', before: 'none', after: 'edit' }]}
        onConfirm={async () => new Failure('CONFLICT', 'A second person must approve.')}
        onClose={close}
      />,
    )
    const dialog = await screen.findByRole('dialog', { name: 'Confirm' })
    expect(within(dialog).getByText('none').tagName).toBe('DEL')
    expect(within(dialog).getByText('edit').tagName).toBe('INS')
    await user.click(within(dialog).getByRole('button', { name: 'Publish' }))
    expect((await within(dialog).findByRole('alert')).textContent).toContain('A second person must approve.')
    expect(close).not.toHaveBeenCalled()
  })
  test('with nothing to change cannot be confirmed', async () => {
    await show(
      <ReviewDialog
        title="C"
        confirm="Publish"
        differences={[]}
        onConfirm={async () => null}
        onClose={() => undefined}
      />,
    )
    expect(((await screen.findByRole('button', { name: 'Publish' })) as HTMLButtonElement).disabled).toBe(true)
  })
})

test('files are taken by dropping; unfit ones are named with the reason', async () => {
  const take = vi.fn()
  await show(
    <FileDrop label="Drop" endings={['.csv']} largest={10} many files={[]} onFiles={take} onRemove={() => undefined} />,
  )
  const file = (name: string, text: string) => new File([text], name)
  const drop = screen.getByText('Drop').parentElement as HTMLElement
  fireEvent.drop(drop, {
    dataTransfer: { files: [file('a.csv', 'x'), file('b.pdf', 'x'), file('c.csv', 'x'.repeat(11)), file('d.csv', '')] },
  })
  expect(take.mock.calls[0]?.[0].map(({ name }: File) => name)).toEqual(['a.csv'])
  expect(screen.getByRole('alert').textContent).toMatch(/b\.pdf.*c\.csv.*d\.csv/)
})

test('a job says how far it is, what was refused, and offers its result only when it is over', async () => {
  const job = (state: 'running' | 'done') => (
    <ProgressJob
      title="Import"
      state={state}
      done={40}
      total={100}
      refused={2}
      onCancel={() => undefined}
      result="Open"
    />
  )
  await show(job('running'))
  expect(screen.getByRole('progressbar', { name: 'Import' }).getAttribute('value')).toBe('40')
  expect(screen.getByRole('status').textContent).toBe('40 of 100 · 2 refused')
  expect(screen.queryByText('Open')).toBeNull()
})

test('a wizard goes on when a step is ready, back without loss, and ends with its own word', async () => {
  const finish = vi.fn()
  function Import() {
    const [at, setAt] = useState(0)
    const [text, setText] = useState('')
    const steps = [
      { id: 'a', title: 'File' },
      { id: 'b', title: 'Check' },
    ]
    return (
      <Wizard
        steps={steps}
        at={at}
        onStep={setAt}
        ready={text !== ''}
        finish="Import"
        onFinish={finish}
        onCancel={finish}
      >
        <input aria-label="Name" value={text} onChange={(event) => setText(event.currentTarget.value)} />
      </Wizard>
    )
  }
  await show(<Import />)
  expect((screen.getByRole('button', { name: 'Next' }) as HTMLButtonElement).disabled).toBe(true)
  await user.type(screen.getByRole('textbox'), 'x')
  await user.click(screen.getByRole('button', { name: 'Next' }))
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Check')
  await user.click(screen.getByRole('button', { name: 'Back' }))
  expect((screen.getByRole('textbox') as HTMLInputElement).value).toBe('x')
  await user.click(screen.getByRole('button', { name: 'Next' }))
  await user.click(screen.getByRole('button', { name: 'Import' }))
  expect(finish).toHaveBeenCalledOnce()
})

test('a list to pick from: arrows and Enter pick, typing narrows it', async () => {
  const pick = vi.fn()
  const items = Array.from({ length: 9 }, (_, n) => ({ value: `v${n}`, label: `Label ${n}` }))
  await show(<PickList label="Tag" items={items} picked={new Set(['v1'])} onPick={pick} many />)
  const box = screen.getByRole('combobox', { name: 'Tag' })
  await user.type(box, '{ArrowDown}{ArrowDown}{Enter}')
  expect(pick).toHaveBeenLastCalledWith(items[2])
  expect(screen.getByRole('option', { name: 'Label 1' }).getAttribute('aria-selected')).toBe('true')
  await user.type(box, 'label 7{Enter}')
  expect(pick).toHaveBeenLastCalledWith(items[7])
})

test('rise and fall carry a sign in words, not only a colour', async () => {
  await show(
    <>
      <Change by="0.034" />
      <Change by="-0.2" />
      <Change by="0" />
      <Change by={null} />
    </>,
  )
  for (const words of ['up 3.4%', 'down 20%', '—']) expect(screen.getByText(words)).toBeTruthy()
  expect(screen.getAllByText('unchanged').length).toBeGreaterThan(0)
})

test('a toast of the same key replaces the last, and its action is done once', async () => {
  const undo = vi.fn()
  await show(<Toasts />)
  toast('first', { key: 'grid' })
  toast('second', { key: 'grid', action: { label: 'Undo', run: undo } })
  await screen.findByText('second')
  expect(screen.queryByText('first')).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(undo).toHaveBeenCalledOnce()
  expect(screen.queryByText('second')).toBeNull()
})

test('a tooltip shows on focus by keyboard and goes with Escape', async () => {
  await show(
    <>
      <button type="button" {...tip('What it does')}>
        x
      </button>
      <Tooltips />
    </>,
  )
  const button = screen.getByRole('button')
  // jsdom lays nothing out, and a thing without size has no tooltip.
  button.getBoundingClientRect = () => new DOMRect(10, 10, 20, 20)
  await user.tab()
  await waitFor(() => expect(screen.queryByRole('tooltip')?.textContent).toBe('What it does'))
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('tooltip')).toBeNull()
})
