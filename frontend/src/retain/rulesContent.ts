/** The rules of signals as the server takes them; ratios are exact decimals as text. */
export type Saying = { zh: string; en: string }
export type RulesContent = {
  drawdown: { basis: string; alerts: { above: string; talk: Saying }[]; rearm: string; days: number }
  silence: {
    months: number
    counts: string
    steps: { after: number; days: number; title: Saying; talk: Saying }[]
    close_after: number
  }
}

/** "10.5" (per cent) as "0.105"; null for what is no number of up to two places. */
export function ratioOf(percent: string): string | null {
  const found = /^(\d{1,2})(?:\.(\d{1,2}))?$/.exec(percent.trim())
  if (!found) return null
  const digits = (found[1] ?? '').padStart(2, '0') + (found[2] ?? '')
  return `0.${digits.replace(/0+$/, '') || '0'}`
}

/** "0.105" as "10.5" per cent. */
export function percentOf(ratio: string): string {
  const digits = (ratio.split('.')[1] ?? '').padEnd(4, '0')
  const rest = digits.slice(2).replace(/0+$/, '')
  return `${Number(digits.slice(0, 2))}${rest && `.${rest}`}`
}
