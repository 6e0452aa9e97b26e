import { describe, expect, test } from 'vitest'
import { contentOf, isWholeContent, marked, withLink } from './outreachContent'

const whole = { zh: { subject: '信', body: '见 {campaign.link}' }, en: null, link: 'https://a.example.com/' }

describe('contents', () => {
  test('an empty one has a Chinese text and nothing else', () => {
    expect(contentOf(null)).toEqual({ zh: { subject: '', body: '' }, en: null, link: null })
  })

  test('a link and its variable come together', () => {
    expect(isWholeContent(whole)).toBe(true)
    expect(isWholeContent({ ...whole, link: null })).toBe(false)
    expect(isWholeContent({ ...whole, zh: { subject: '信', body: '无' } })).toBe(false)
    expect(isWholeContent({ ...whole, en: { subject: '', body: '{campaign.link}' } })).toBe(false)
  })

  test('a link is shown where it leads', () => {
    expect(withLink('见 {campaign.link}。', 'https://a.example.com/')).toBe('见 https://a.example.com/。')
  })

  test('forbidden words are marked at their places, also behind letters of two units', () => {
    const text = '𠮷本产品保本，稳赚'
    const pieces = marked(text, [
      { word: '稳赚', at: 8, severity: 'warn' },
      { word: '保本', at: 5, severity: 'refuse' },
    ])
    expect(pieces.map((each) => [each.text, each.severity])).toEqual([
      ['𠮷本产品', null],
      ['保本', 'refuse'],
      ['，', null],
      ['稳赚', 'warn'],
    ])
  })
})
