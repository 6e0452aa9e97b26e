/** A part over a whole as a ratio; null without a whole. For showing only: amounts themselves stay exact texts. */
export function ratioOf(part: string | null | undefined, whole: string | null | undefined): string | null {
  if (part == null || whole == null || Number(whole) <= 0) return null
  return (Number(part) / Number(whole)).toFixed(6)
}
