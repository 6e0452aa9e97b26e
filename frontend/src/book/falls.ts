/**
 * A fall such as "0.1001" as "-10.01%": cut, not rounded, so that one just short of a level is not read as one.
 *
 * ratio: the server's exact decimal in [0, 1].
 */
export function percentDown(ratio: string): string {
  const [whole = '0', fraction = ''] = ratio.split('.')
  const digits = fraction.padEnd(4, '0')
  const percent = Number(whole) * 100 + Number(digits.slice(0, 2))
  return `-${percent}.${digits.slice(2, 4)}%`
}

/** The line of each threshold under the running high of a series. values, answer: exact decimals, oldest first. */
export function thresholdLines(values: readonly string[], thresholds: readonly string[]): string[][] {
  let high = 0
  const highs = values.map((value) => {
    high = Math.max(high, Number(value))
    return high
  })
  return thresholds.map((threshold) => highs.map((top) => (top * (1 - Number(threshold))).toFixed(6)))
}
