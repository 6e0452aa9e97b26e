const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

/** Sum and mean of exact decimal texts, never by floating arithmetic; texts that are no number are left out. */
export function sumOf(texts: readonly (string | null)[]): { count: number; sum: string; mean: string } | null {
  const found = texts.flatMap((text) => {
    const match = text === null ? null : DECIMAL.exec(text)
    return match ? [match] : []
  })
  if (found.length === 0) return null
  const digits = Math.max(2, ...found.map((match) => match[3]?.length ?? 0))
  const scaled = found.reduce(
    (total, [, sign, whole = '0', part = '']) => total + BigInt(`${sign}${whole}${part.padEnd(digits, '0')}`),
    0n,
  )
  const count = BigInt(found.length)
  // Half up in absolute value, as money is rounded.
  const half = (scaled < 0n ? -count : count) / 2n
  return { count: found.length, sum: textOf(scaled, digits), mean: textOf((scaled + half) / count, digits) }
}

function textOf(scaled: bigint, digits: number): string {
  const sign = scaled < 0n ? '-' : ''
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0')
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}
