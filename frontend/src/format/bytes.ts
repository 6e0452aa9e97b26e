const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** A size of a file in the unit that suits it, 1,024 of the one below as file managers count: "640 kB", "2.4 MB". */
export function bytes(size: number, locale: string): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, size)) / 10))
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(size / 1024 ** step)
}
