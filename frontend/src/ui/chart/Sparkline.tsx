import css from './Sparkline.module.css'

type Props = {
  values: readonly (string | null)[]
  /** What it shows, in words: "AUM of the last 12 months, rising". */
  label: string
  width?: number
  height?: number
}

/** A line the size of a word. Gaps stay gaps; the last value carries a dot. */
export function Sparkline({ values, label, width = 96, height = 24 }: Props) {
  const numbers = values.map((value) => (value === null ? null : Number(value)))
  const known = numbers.filter((value) => value !== null)
  if (known.length === 0) return <span className={css.none}>—</span>
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const edge = 3
  const x = (n: number) => edge + (n * (width - 2 * edge)) / Math.max(1, numbers.length - 1)
  const y = (value: number) =>
    high === low ? height / 2 : height - edge - ((value - low) * (height - 2 * edge)) / (high - low)
  let pen = 'M'
  let path = ''
  numbers.forEach((value, n) => {
    if (value === null) {
      pen = 'M'
      return
    }
    path += `${pen}${x(n).toFixed(1)} ${y(value).toFixed(1)}`
    pen = 'L'
  })
  const last = numbers.findLastIndex((value) => value !== null)
  return (
    <svg
      role="img"
      aria-label={label}
      className={css.spark}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <path d={path} />
      <circle cx={x(last)} cy={y(numbers[last] ?? 0)} r="2.2" />
    </svg>
  )
}
