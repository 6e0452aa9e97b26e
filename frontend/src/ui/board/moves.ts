/** A card on its way from one column to another; `index` is its place in the column it comes from. */
export type Move<Card> = { id: string; card: Card; from: string; to: string; index: number }

/** What a column shows while cards are on their way: those coming in stand first, those leaving are left out. */
export function shownIn<Card>(moves: readonly Move<Card>[], column: string, total: number) {
  const coming = moves.filter((move) => move.to === column)
  const leaving = moves
    .filter((move) => move.from === column)
    .map((move) => move.index)
    .sort((a, b) => a - b)
  return {
    coming,
    count: coming.length + Math.max(0, total - leaving.length),
    /** The place in the column's own list of what is shown at a place; null for a card coming in. */
    placeOf: (shown: number): number | null => {
      if (shown < coming.length) return null
      let place = shown - coming.length
      for (const gone of leaving) {
        if (gone <= place) place += 1
      }
      return place
    },
  }
}
