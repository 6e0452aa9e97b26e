import { parseDay } from '../../format/date'
import { parseMoney } from '../../format/money'

export type Kind = 'text' | 'long_text' | 'choice' | 'boolean' | 'date' | 'money' | 'number'
export type Item = { value: string; label: string }

/** A typed or pasted text as the raw value of a field ('' for none), or why it is none. */
export type Read = { ok: true; value: string } | { ok: false; why: Fault }
export type Fault = 'required' | 'no_choice' | 'no_date' | 'no_amount' | 'no_number' | 'no_flag'

const good = (value: string): Read => ({ ok: true, value })
const bad = (why: Fault): Read => ({ ok: false, why })

const YES = new Set(['yes', 'y', 'true', '1', '是', '有', '对', '√', '✓', 'v'])
const NO = new Set(['no', 'n', 'false', '0', '否', '无', '×', '✗', 'x'])

/**
 * Reads what a person typed into a cell, or what came from a spreadsheet.
 *
 * Choices are found by their label or value, whole first, then by a beginning that only one of them has. Dates may lack
 * dashes, amounts may say 万 or m, flags may be ticks. `today` (a business date) completes a date without a year.
 */
export function readTyped(
  typed: string,
  of: { kind: Kind; items?: readonly Item[]; required?: boolean },
  today: string,
): Read {
  const text = of.kind === 'long_text' ? typed.trimEnd() : typed.trim()
  if (text === '' || text === '—') return of.required ? bad('required') : good('')
  switch (of.kind) {
    case 'choice':
      return readChoice(text, of.items ?? [])
    case 'boolean':
      return readFlag(text)
    case 'date': {
      const day = parseDay(text, today)
      return day ? good(day) : bad('no_date')
    }
    case 'money': {
      const amount = parseMoney(text)
      return amount === null ? bad('no_amount') : good(amount)
    }
    case 'number': {
      const plain = text.normalize('NFKC').replaceAll(',', '').replace(/%$/, '').trim()
      return /^-?\d{1,18}(\.\d{1,8})?$/.test(plain) ? good(plain) : bad('no_number')
    }
    default:
      return good(text)
  }
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

function readChoice(text: string, items: readonly Item[]): Read {
  const wanted = folded(text)
  const whole = items.find((item) => folded(item.value) === wanted || folded(item.label) === wanted)
  if (whole) return good(whole.value)
  const begun = items.filter((item) => folded(item.label).startsWith(wanted))
  return begun.length === 1 && begun[0] ? good(begun[0].value) : bad('no_choice')
}

function readFlag(text: string): Read {
  const word = folded(text)
  if (YES.has(word)) return good('yes')
  return NO.has(word) ? good('no') : bad('no_flag')
}
