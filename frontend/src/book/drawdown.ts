/** The fall from the running high on each day, as ratios <= 0 for a chart; `navs`: adjusted NAV, oldest first. */
export function falls(navs: readonly string[]): string[] {
  let high = 0
  return navs.map((text) => {
    const nav = Number(text)
    high = Math.max(high, nav)
    return high > 0 ? (nav / high - 1).toFixed(6) : '0'
  })
}

/** The gain between two NAVs as a ratio; null without both. */
export function gain(from: string | undefined, to: string | undefined): string | null {
  const [first, last] = [Number(from), Number(to)]
  return first > 0 && last > 0 ? (last / first - 1).toFixed(6) : null
}

/** The deepest fall of a series made by `falls`, as a ratio >= 0; null for an empty one. */
export const deepest = (series: readonly string[]): string | null =>
  series.length === 0 ? null : (-Math.min(...series.map(Number))).toFixed(6)
