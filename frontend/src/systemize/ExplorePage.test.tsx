import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { answer, show } from '../testing/show'
import { ExplorePage } from './ExplorePage'

test('who may not ask freely reads which roles hold the right', async () => {
  const { environment } = await show(<ExplorePage />)
  await answer(environment, 'ExplorePageQuery', {
    access: [
      { relation: 'OWN', grantedBy: ['compliance'] },
      { relation: 'FIRM', grantedBy: ['compliance', 'executive'] },
    ],
  })
  await screen.findByText('Your role may not send queries of its own.')
  screen.getByText(/these roles hold: compliance, executive\.$/i)
  expect(screen.queryByRole('link', { name: 'Open the explorer' })).toBeNull()
})
