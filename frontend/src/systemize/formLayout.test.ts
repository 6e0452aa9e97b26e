import { expect, test } from 'vitest'
import { arranged, moved, placesOf, REST, sectionStepped, stepped, without } from './formLayout'

const sections = ['a', 'b'].map((id) => ({ id, zh: id, en: id, columns: 2, collapsed: false }))
const fields = [
  { id: '1', section: 'a' },
  { id: '2', section: 'a' },
  { id: '3', section: 'b' },
  { id: '4', section: null },
  { id: '5', section: 'gone' },
]
const places = placesOf(sections, fields)
const told = (found: ReturnType<typeof placesOf>) =>
  found.map((place) => `${place.id}:${place.fields.map((f) => f.id)}`)

test('fields stand in their sections, the others at the end', () => {
  expect(told(places)).toEqual(['a:1,2', 'b:3', ':4,5'])
})
test('a field is put before another, in its section or in another one', () => {
  expect(told(moved(places, '1', 'a', 2))).toEqual(['a:2,1', 'b:3', ':4,5'])
  expect(told(moved(places, '2', 'a', 0))).toEqual(['a:2,1', 'b:3', ':4,5'])
  expect(told(moved(places, '1', 'b', 0))).toEqual(['a:2', 'b:1,3', ':4,5'])
  expect(told(moved(places, '1', 'nowhere', 0))).toEqual(told(places))
})
test('step by step it goes through all sections and back', () => {
  let found = places
  const seen = [told(found)]
  for (let step = 0; step < 6; step += 1) {
    found = stepped(found, '1', 1)
    seen.push(told(found))
  }
  expect(seen.map(([a, b, rest]) => [a, b, rest].join(' '))).toEqual([
    'a:1,2 b:3 :4,5',
    'a:2,1 b:3 :4,5',
    'a:2 b:1,3 :4,5',
    'a:2 b:3,1 :4,5',
    'a:2 b:3 :1,4,5',
    'a:2 b:3 :4,1,5',
    'a:2 b:3 :4,5,1',
  ])
  for (let step = 0; step < 6; step += 1) found = stepped(found, '1', -1)
  expect(told(found)).toEqual(told(places))
  expect(told(stepped(places, '1', -1))).toEqual(told(places))
})
test('sections change places above the nameless one, and leave their fields when they go', () => {
  expect(told(sectionStepped(places, 'a', 1))).toEqual(['b:3', 'a:1,2', ':4,5'])
  expect(told(sectionStepped(places, 'b', 1))).toEqual(told(places))
  expect(told(sectionStepped(places, REST, -1))).toEqual(told(places))
  expect(told(without(places, 'a'))).toEqual(['b:3', ':4,5,1,2'])
})
test('what is sent has no ids of sections that the server has yet to make', () => {
  const more = [{ ...sections[0], id: 'new1', zh: 'c', en: 'c', columns: 3, collapsed: true, fields: [] }, ...places]
  expect(arranged(more, 7)).toEqual({
    version: 7,
    sections: [
      { zh: 'c', en: 'c', columns: 3, collapsed: true, fields: [] },
      { id: 'a', zh: 'a', en: 'a', columns: 2, collapsed: false, fields: ['1', '2'] },
      { id: 'b', zh: 'b', en: 'b', columns: 2, collapsed: false, fields: ['3'] },
    ],
    rest: ['4', '5'],
  })
})
