import { describe, expect, test } from 'vitest'
import { sameQuery, viewPath, viewQuery } from './viewQuery'

describe('what a view keeps of a URL', () => {
  test('filters, columns and sort; no typed search, no peek', () => {
    expect(viewQuery({ sort: '-aum', state: 'existing,dormant', q: '张伟', peek: 'client_1', saved: 'view_1' })).toBe(
      'sort=-aum&state=existing,dormant',
    )
  })
  test('the order of its parts means nothing', () => {
    expect(sameQuery('state=existing&aum=..5000000')).toBe(sameQuery('aum=..5000000&state=existing'))
  })
  test('nothing is nothing', () => expect(viewQuery({ q: 'zw' })).toBe(''))
  test('the address of a view names it, of the plain list nothing', () => {
    expect(viewPath('/clients', 'sort=-aum', 'view_1')).toBe('/clients?sort=-aum&saved=view_1')
    expect(viewPath('/clients', '', null)).toBe('/clients')
  })
})
