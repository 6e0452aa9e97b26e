import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { describe, expect, test } from 'vitest'
import { Failure } from '../relay/failure'
import { answer, fail, pending, show } from '../testing/show'
import { ClientsPage } from './ClientsPage'

const client = (n: number, more = {}) => ({
  id: `client_${n}`,
  version: 1,
  relation: 'OWN',
  name: `客户${n}`,
  kind: 'individual',
  state: 'existing',
  riskLevel: 'C3',
  riskValidUntil: '2099-01-01',
  aum: '30225600.00',
  province: '31',
  city: '上海',
  industry: null,
  company: null,
  source: null,
  mobile: '169****0001',
  qualified: true,
  onboardDate: null,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  lastInteractionAt: null,
  owner: { id: 'user_1', name: '陆一鸣' },
  tags: [],
  ...more,
})
const anchors = (totalCount: number) => ({ clients: { totalCount, hasMoreThanCount: false, pageAnchors: [null] } })
const page = (...nodes: object[]) => ({ clients: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } })

async function filled(url = '/clients', nodes = [client(1), client(2)]) {
  const shown = await show(<ClientsPage />, url)
  await answer(shown.environment, 'useClientPagesAnchorsQuery', anchors(nodes.length))
  await answer(shown.environment, 'useClientPagesPageQuery', page(...nodes))
  return shown
}

describe('the client list', () => {
  test('shows grey rows while it loads', async () => {
    await show(<ClientsPage />, '/clients')
    expect(screen.getByRole('status', { name: 'Loading' })).toBeTruthy()
  })
  test('asks the server for what the URL says', async () => {
    const { environment } = await show(<ClientsPage />, '/clients?state=dormant&sort=-aum&q=zw')
    expect(pending(environment, 'useClientPagesPageQuery').request.variables).toMatchObject({
      filter: { state: { in: ['dormant'] } },
      orderBy: [{ field: 'AUM', direction: 'DESC' }],
      search: 'zw',
      first: 100,
    })
  })
  test('shows clients with money, state and owner', async () => {
    await filled()
    const rows = within(screen.getByRole('grid')).getAllByRole('row')
    expect(rows).toHaveLength(3)
    expect(rows[1]?.textContent).toContain('客户1')
    expect(rows[0]?.textContent).toContain('CNY m')
    expect(rows[1]?.textContent).toContain('30.23')
    expect(rows[1]?.textContent).toContain('Existing')
  })
  test('a field closed at the row’s relation is a lock, not an empty cell', async () => {
    await filled('/clients?cols=name,note,mobile', [client(1, { relation: 'SCOPE', mobile: null })])
    expect(screen.getAllByText('No right').length).toBeGreaterThan(0)
  })
  test('sorting by a header goes into the URL', async () => {
    const { history } = await filled()
    const header = screen.getByRole('columnheader', { name: /AUM/ })
    for (const search of ['?sort=aum', '?sort=-aum', '']) {
      fireEvent.pointerDown(header, { button: 0 })
      await act(async () => void fireEvent.pointerUp(header))
      expect(history.location.search).toBe(search)
    }
  })
  test('empty and filtered-empty say different things', async () => {
    await filled('/clients', [])
    expect(await screen.findByText('No clients yet.')).toBeTruthy()
  })
  test('filtered-empty offers to remove the filters', async () => {
    await filled('/clients?state=blocked', [])
    expect(await screen.findByText('No client matches these filters.')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Remove all filters' })).toBeTruthy()
  })
  test('without the right it says so and offers no retry', async () => {
    const { environment } = await show(<ClientsPage />, '/clients')
    await fail(
      environment,
      'useClientPagesAnchorsQuery',
      new Failure('FORBIDDEN', 'You do not have the right to do this.'),
    )
    expect(screen.getByRole('alert').textContent).toContain('You do not have the right to do this.')
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  })
  test('when the server is away it says what is safe and asks again', async () => {
    const { environment } = await show(<ClientsPage />, '/clients')
    await fail(environment, 'useClientPagesAnchorsQuery', new Failure('OFFLINE', ''))
    expect(screen.getByRole('alert').textContent).toContain('The server cannot be reached.')
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(pending(environment, 'useClientPagesAnchorsQuery')).toBeTruthy()
  })
})

describe('editing in the client list', () => {
  const cell = (row: number, column: string) => {
    const headers = screen.getAllByRole('columnheader').filter((header) => header.dataset.col)
    const col = headers.findIndex((header) => header.textContent?.includes(column))
    return document.querySelector<HTMLElement>(`[data-row="${row}"] [data-col="${col}"]`) as HTMLElement
  }
  async function type(row: number, column: string, text: string) {
    fireEvent.pointerDown(cell(row, column), { button: 0, pointerType: 'mouse' })
    fireEvent.pointerUp(cell(row, column))
    await userEvent.keyboard(`${text}{Enter}`)
  }
  const url = '/clients?cols=name,city,aum'
  const SAVE = 'clientSaverMutation'
  /** How to save is loaded with the first change, so its question comes a little later. */
  const asked = ({ mock }: Awaited<ReturnType<typeof filled>>['environment']) =>
    waitFor(() => expect(mock.getAllOperations().map((each) => each.request.node.operation.name)).toContain(SAVE))

  test('a changed cell is one mutation with the row’s version', async () => {
    const { environment } = await filled(url)
    await type(0, 'City', 'Ningbo')
    await asked(environment)
    expect(pending(environment, 'clientSaverMutation').request.variables).toEqual({
      input: { id: 'client_1', version: 1, city: 'Ningbo' },
      own: [],
      withOwn: false,
    })
    await answer(environment, 'clientSaverMutation', { updateClient: client(1, { version: 2, city: 'Ningbo' }) })
    await waitFor(() => expect(cell(0, 'City').textContent).toContain('Ningbo'))
  })
  test('somebody who saved another field first is no conflict', async () => {
    const { environment } = await filled(url)
    await type(0, 'City', 'Ningbo')
    await asked(environment)
    const conflict = {
      message: 'changed',
      extensions: { code: 'CONFLICT', params: { fields: ['company'], version: 5 } },
    }
    await answer(environment, 'clientSaverMutation', { updateClient: null }, [conflict])
    await answer(environment, 'clientSaverQuery', { client: client(1, { version: 5 }) })
    expect(pending(environment, 'clientSaverMutation').request.variables).toEqual({
      input: { id: 'client_1', version: 5, city: 'Ningbo' },
      own: [],
      withOwn: false,
    })
  })
  test('the same field changed by somebody else is for the person to decide', async () => {
    const { environment } = await filled(url)
    await type(0, 'City', 'Ningbo')
    await asked(environment)
    const conflict = { message: 'changed', extensions: { code: 'CONFLICT', params: { fields: ['city'], version: 5 } } }
    await answer(environment, 'clientSaverMutation', { updateClient: null }, [conflict])
    await answer(environment, 'clientSaverQuery', { client: client(1, { version: 5, city: 'Suzhou' }) })
    await waitFor(() => expect(cell(0, 'City').getAttribute('aria-invalid')).toBe('true'))
    expect(cell(0, 'City').textContent).toContain('Ningbo')
  })
  test('a client of another relation, and a field nobody edits, take no typing', async () => {
    const { environment } = await filled(url, [client(1, { relation: 'TEAM' }), client(2)])
    await type(0, 'City', 'x')
    await type(1, 'City', 'Suzhou')
    await asked(environment)
    await type(1, 'AUM', '5')
    const asks = environment.mock.getAllOperations().map(({ request }) => request)
    expect(asks.flatMap(({ node, variables }) => (node.operation.name === SAVE ? [variables.input] : []))).toEqual([
      { id: 'client_2', version: 1, city: 'Suzhou' },
    ])
    expect(cell(1, 'AUM').getAttribute('aria-readonly')).toBe('true')
  })
})
