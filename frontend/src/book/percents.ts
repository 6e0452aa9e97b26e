/** Moves the point of exact decimal text to the right (> 0) or left (< 0), without blind zeros. */
function moved(text: string, by: number): string | null {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,12}))?$/.exec(text)
  if (!match) return null
  const [, sign = '', whole = '', fraction = ''] = match
  const digits = by > 0 ? whole + fraction.padEnd(by, '0') : whole.padStart(1 - by, '0') + fraction
  const at = by > 0 ? whole.length + by : Math.max(whole.length, 1 - by) + by
  const head = digits.slice(0, at).replace(/^0+(?=\d)/, '')
  const tail = digits.slice(at).replace(/0+$/, '')
  return sign + (tail ? `${head}.${tail}` : head)
}

/** A ratio, "0.015", as per cent, "1.5"; "" for none. */
export const toPercent = (ratio: string | null | undefined): string => (ratio == null ? '' : (moved(ratio, 2) ?? ''))

/** Per cent as typed, "1.5" or "1.5%", as a ratio, "0.015"; null when it is none or has too many digits. */
export function fromPercent(typed: string): string | null {
  const text = typed.normalize('NFKC').replace(/[\s,%]/g, '')
  return /^\d{1,3}(\.\d{1,6})?$/.test(text) ? moved(text, -2) : null
}
