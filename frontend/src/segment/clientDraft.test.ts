import { describe, expect, test } from 'vitest'
import { fields as catalogue } from '../../tools/mock/catalogue.ts'
import type { Field } from '../viewer/Viewer'
import { changesOf, differencesOf, draftOf, mergeOf } from './clientDraft'

const fields = catalogue as unknown as Field[]
const stored = {
  name: '张伟',
  city: '上海',
  qualified: true,
  idNumber: '3101**********002X',
  mobile: '169****1234',
  note: null,
}
const base = draftOf(fields, stored)

describe('changes', () => {
  test('nothing changed is nothing sent, and masks are never sent back', () => {
    expect(base.idNumber).toBe('')
    expect(changesOf(fields, base, { ...base })).toEqual({})
  })
  test('an emptied field is null, a boolean a boolean, text is trimmed', () => {
    expect(changesOf(fields, base, { ...base, city: '', qualified: 'no', name: ' 张伟明 ' })).toEqual({
      city: null,
      qualified: false,
      name: '张伟明',
    })
  })
  test('a new mobile goes as a contact point, a new ID number as itself', () => {
    expect(changesOf(fields, base, { ...base, mobile: '16900001111', idNumber: '110101199001011237' })).toEqual({
      idNumber: '110101199001011237',
      contactPoints: [{ kind: 'mobile', value: '16900001111', primary: true }],
    })
  })
  test('what was marked for removal goes: an empty contact point, a null number', () => {
    expect(changesOf(fields, base, { ...base, mobile: null, idNumber: null })).toEqual({
      idNumber: null,
      contactPoints: [{ kind: 'mobile', value: '', primary: true }],
    })
  })
})

describe('two people at once', () => {
  const mine = { ...base, city: '杭州', note: '偏好上午联系' }
  const theirs = { ...base, city: '苏州', name: '张玮' }
  test('only what both changed differently asks for a choice', () => {
    expect(differencesOf(fields, base, mine, theirs)).toEqual([
      { key: 'city', base: '上海', mine: '杭州', theirs: '苏州' },
    ])
  })
  test('the same change by both is no difference', () => {
    expect(differencesOf(fields, base, mine, { ...base, city: '杭州' })).toEqual([])
  })
  test('merging keeps both sides, and theirs where chosen', () => {
    expect(mergeOf(fields, base, mine, theirs, new Set())).toMatchObject({
      city: '杭州',
      name: '张玮',
      note: '偏好上午联系',
    })
    expect(mergeOf(fields, base, mine, theirs, new Set(['city']))).toMatchObject({ city: '苏州', note: '偏好上午联系' })
  })
})
