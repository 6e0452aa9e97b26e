export type Piece = { is: 'same' | 'added' | 'removed'; text: string }

/** Pieces beyond which two texts are shown one after the other instead of being compared. */
const MOST = 1_200

/** A text in words; each Han character is one, since Chinese has no spaces. */
const wordsOf = (text: string): string[] => text.match(/\p{Script=Han}|[\p{L}\p{N}.]+|\s+|./gsu) ?? []

/** What was removed and added between two texts, by words: the longest common sequence stays. */
export function diffOf(before: string, after: string): Piece[] {
  const [a, b] = [wordsOf(before), wordsOf(after)]
  if (a.length * b.length > MOST * MOST || a.length === 0 || b.length === 0) {
    return joined([
      { is: 'removed', text: before },
      { is: 'added', text: after },
    ])
  }
  const width = b.length + 1
  const common = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] =
        a[i] === b[j]
          ? (common[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(common[(i + 1) * width + j] ?? 0, common[i * width + j + 1] ?? 0)
    }
  }
  const pieces: Piece[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      pieces.push({ is: 'same', text: a[i++] ?? '' })
      j++
    } else if (
      j >= b.length ||
      (i < a.length && (common[(i + 1) * width + j] ?? 0) >= (common[i * width + j + 1] ?? 0))
    ) {
      pieces.push({ is: 'removed', text: a[i++] ?? '' })
    } else pieces.push({ is: 'added', text: b[j++] ?? '' })
  }
  return joined(pieces)
}

/** Neighbours of a kind as one piece, without empty ones. */
function joined(pieces: readonly Piece[]): Piece[] {
  const found: Piece[] = []
  for (const piece of pieces) {
    const last = found.at(-1)
    if (piece.text === '') continue
    if (last?.is === piece.is) last.text += piece.text
    else found.push({ ...piece })
  }
  return found
}
