import { parseMoney } from '../format/money'

/** What can be booked by hand; a switch and a transfer are two transactions at once. */
export const BOOKED = [
  'initial',
  'additional',
  'redemption',
  'switch',
  'dividend',
  'dividend_reinvested',
  'split',
  'performance_fee',
  'transfer',
  'opening',
] as const
export type BookedKind = (typeof BOOKED)[number]

/** Units of an opening balance that were bought together. */
export type LotDraft = { openedOn: string | null; units: string; cost: string; highWater: string }
export const emptyLot: LotDraft = { openedOn: null, units: '', cost: '', highWater: '' }

export type Draft = {
  kind: BookedKind
  date: string | null
  gross: string
  units: string
  nav: string
  navIn: string
  fee: string
  reference: string
  lots: readonly LotDraft[]
}

export const emptyDraft = (date: string): Draft => ({
  kind: 'additional',
  date,
  gross: '',
  units: '',
  nav: '',
  navIn: '',
  fee: '',
  reference: '',
  lots: [emptyLot],
})

type Figure = 'gross' | 'units' | 'nav' | 'navIn' | 'fee'

const FIELDS: Record<BookedKind, readonly Figure[]> = {
  initial: ['gross', 'nav', 'fee', 'units'],
  additional: ['gross', 'nav', 'fee', 'units'],
  redemption: ['units', 'nav', 'fee'],
  switch: ['units', 'nav', 'navIn', 'fee'],
  dividend: ['gross'],
  dividend_reinvested: ['gross', 'nav'],
  split: ['units'],
  performance_fee: ['units', 'nav'],
  transfer: ['units', 'nav'],
  opening: ['nav'],
}
const NEEDED: Record<BookedKind, readonly Figure[]> = {
  initial: ['gross'],
  additional: ['gross'],
  redemption: ['units'],
  switch: ['units', 'nav', 'navIn'],
  dividend: [],
  dividend_reinvested: [],
  split: [],
  performance_fee: ['units'],
  transfer: ['units', 'nav'],
  opening: ['nav'],
}

/** The figures that are asked for a kind, and whether one has to be given. */
export const figuresOf = (kind: BookedKind): readonly Figure[] => FIELDS[kind]
export const isNeeded = (kind: BookedKind, figure: Figure): boolean => NEEDED[kind].includes(figure)

const number = (text: string, places: number): string | null => {
  const plain = text.normalize('NFKC').replace(/[\s,]/g, '')
  return new RegExp(`^-?\\d{1,12}(\\.\\d{1,${places}})?$`).test(plain) ? plain : null
}

/** A figure as exact decimal text; null when nothing, or none, was typed. */
export function figure(draft: Draft, name: Figure): string | null {
  if (!figuresOf(draft.kind).includes(name)) return null
  const text = draft[name].trim()
  if (text === '') return null
  if (name === 'gross' || name === 'fee') return parseMoney(text)
  return number(text, name === 'units' ? 6 : 8)
}

/** The figures that were typed and are none. */
export const unreadable = (draft: Draft): Figure[] =>
  figuresOf(draft.kind).filter((name) => draft[name].trim() !== '' && figure(draft, name) === null)

/** Of a lot: units, cost and high-water NAV as exact text, null for what is no figure; an empty mark is undefined. */
export const lotFigures = (lot: LotDraft) => ({
  units: number(lot.units, 6),
  cost: lot.cost.trim() === '' ? null : parseMoney(lot.cost),
  highWater: lot.highWater.trim() === '' ? undefined : number(lot.highWater, 8),
})

/** The lots as the server takes them; undefined while one is not whole. */
export function lotsOf(draft: Draft) {
  if (draft.kind !== 'opening') return undefined
  const found = draft.lots.map((lot) => ({ openedOn: lot.openedOn, ...lotFigures(lot) }))
  const whole = found.flatMap(({ openedOn, units, cost, highWater }) =>
    openedOn && units && cost && highWater !== null ? [{ openedOn, units, cost, highWater: highWater ?? null }] : [],
  )
  return whole.length === found.length && whole.length > 0 ? whole : undefined
}

/** The fields whose NAV is the one in force on the day, until somebody types another. */
export const navFields = (kind: BookedKind): ('nav' | 'navIn')[] =>
  kind === 'switch' ? ['nav', 'navIn'] : figuresOf(kind).includes('nav') ? ['nav'] : []

/** Whether the server may be asked what it would do. */
export function isComplete(draft: Draft): boolean {
  return (
    draft.date !== null &&
    unreadable(draft).length === 0 &&
    (draft.kind !== 'opening' || lotsOf(draft) !== undefined) &&
    NEEDED[draft.kind].every((name) => figure(draft, name) !== null)
  )
}
