/** What stands on a board, on a grid of twelve columns. */
export type BoardCard = {
  readonly report: string | null | undefined
  readonly cockpit: string | null | undefined
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}
/** A card as the API takes it. */
export type Card = { report: string | null; cockpit: string | null; x: number; y: number; w: number; h: number }

export const COLUMNS = 12
export const TALLEST = 12
export const MOST_CARDS = 24
/** Cells a card is wide and high at first. */
const FIRST = { w: 6, h: 5 }
const NARROWEST = 3
const LOWEST = 2

export const cardsOf = (cards: readonly BoardCard[]): Card[] =>
  cards.map(({ report, cockpit, x, y, w, h }) => ({ report: report ?? null, cockpit: cockpit ?? null, x, y, w, h }))

const meet = (one: Card, other: Card): boolean =>
  one.x < other.x + other.w && other.x < one.x + one.w && one.y < other.y + other.h && other.y < one.y + one.h

/** Every card as high up as it can stand, in its order from the top; `held` keeps its place and others make room. */
export function settled(cards: readonly Card[], held: number | null = null): Card[] {
  const done: { card: Card; at: number }[] = []
  const order = cards
    .map((card, at) => ({ card, at }))
    .sort(
      (one, two) =>
        one.card.y - two.card.y || Number(two.at === held) - Number(one.at === held) || one.card.x - two.card.x,
    )
  for (const { card, at } of order) {
    let y = 0
    while (done.some((each) => meet({ ...card, y }, each.card))) y += 1
    done.push({ card: { ...card, y }, at })
  }
  return done.sort((one, two) => one.at - two.at).map(({ card }) => card)
}

const within = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high)

/** A card moved by so many cells; others make room. */
export const moved = (cards: readonly Card[], at: number, dx: number, dy: number): Card[] =>
  settled(
    cards.map((card, n) =>
      n === at ? { ...card, x: within(card.x + dx, 0, COLUMNS - card.w), y: Math.max(0, card.y + dy) } : card,
    ),
    at,
  )

/** A card that passes the next one above or below it: cells that are only filled again would be no step. */
export function stepped(cards: readonly Card[], at: number, by: -1 | 1): Card[] {
  const card = cards[at]
  if (!card) return [...cards]
  const near = cards.filter((other, n) => n !== at && other.x < card.x + card.w && card.x < other.x + other.w)
  const tops = near.filter(({ y }) => (by < 0 ? y < card.y : y > card.y)).map(({ y }) => y)
  if (tops.length === 0) return [...cards]
  return moved(cards, at, 0, (by < 0 ? Math.max(...tops) : Math.min(...tops) + 1) - card.y)
}

/** A card made wider and higher by so many cells. */
export function resized(cards: readonly Card[], at: number, dw: number, dh: number): Card[] {
  return settled(
    cards.map((card, n) =>
      n === at
        ? {
            ...card,
            w: within(card.w + dw, NARROWEST, COLUMNS - card.x),
            h: within(card.h + dh, LOWEST, TALLEST),
          }
        : card,
    ),
    at,
  )
}

/** With one card more: beside the last ones where there is room, else below. */
export function placed(cards: readonly Card[], what: { report: string | null; cockpit: string | null }): Card[] {
  const bottom = Math.max(0, ...cards.map(({ y, h }) => y + h))
  for (let y = 0; y <= bottom; y += 1) {
    for (const x of [0, COLUMNS - FIRST.w]) {
      const card = { ...what, ...FIRST, x, y }
      if (!cards.some((other) => meet(card, other))) return [...cards, card]
    }
  }
  return [...cards, { ...what, ...FIRST, x: 0, y: bottom }]
}

export const without = (cards: readonly Card[], at: number): Card[] => settled(cards.filter((_, n) => n !== at))
