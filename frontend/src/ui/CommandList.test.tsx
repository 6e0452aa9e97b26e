import { fireEvent, screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { show } from '../testing/show'
import { CommandList } from './CommandList'

const zhang = vi.fn()
const zheng = vi.fn()
const groups = [
  {
    title: 'Found',
    items: [
      { id: 'a', title: '张伟', icon: null, run: zhang },
      { id: 'b', title: '郑伟', icon: null, run: zheng },
    ],
  },
]
const list = (
  <CommandList
    title="Search"
    open
    onClose={() => undefined}
    text="zw"
    onText={() => undefined}
    placeholder=""
    empty=""
    groups={groups}
  />
)

test('the first hit is chosen, arrows choose another, Enter runs it', async () => {
  await show(list)
  const box = await screen.findByRole('combobox', { name: 'Search' })
  expect(screen.getByRole('option', { name: '张伟' }).getAttribute('aria-selected')).toBe('true')
  fireEvent.keyDown(box, { key: 'ArrowDown' })
  fireEvent.keyDown(box, { key: 'Enter' })
  expect(zheng).toHaveBeenCalledOnce()
  expect(zhang).not.toHaveBeenCalled()
})
test('Enter that ends a pinyin composition runs nothing', async () => {
  zhang.mockClear()
  await show(list)
  fireEvent.keyDown(await screen.findByRole('combobox', { name: 'Search' }), { key: 'Enter', isComposing: true })
  expect(zhang).not.toHaveBeenCalled()
})
test('Enter before the answer waits for it and runs what was meant', async () => {
  zhang.mockClear()
  zheng.mockClear()
  const props = { title: 'Search', open: true, onClose: () => undefined, onText: () => undefined }
  function Late() {
    const [there, setThere] = useState(false)
    const items = there ? [{ id: 'b', title: '郑伟', icon: null, run: zheng }] : (groups[0]?.items ?? [])
    return (
      <>
        <CommandList
          {...props}
          text="zw"
          placeholder=""
          empty=""
          groups={[{ title: 'Found', items }]}
          waiting={!there}
        />
        <button type="button" onClick={() => setThere(true)}>
          arrive
        </button>
      </>
    )
  }
  await show(<Late />)
  fireEvent.keyDown(await screen.findByRole('combobox', { name: 'Search' }), { key: 'Enter' })
  expect(zhang).not.toHaveBeenCalled()
  fireEvent.click(screen.getByText('arrive'))
  expect(zhang).not.toHaveBeenCalled()
  expect(zheng).toHaveBeenCalledOnce()
})
