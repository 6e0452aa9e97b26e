import type { Told } from './reportTable'

/** A cell of a CSV file: what a spreadsheet would take for a formula is told as text. */
const field = (text: string): string => {
  const plain = /^[=+@\t\r]/.test(text) || (/^-/.test(text) && Number.isNaN(Number(text))) ? `'${text}` : text
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
}

/** The lines of a report as CSV, with every digit; cells of too few say so. */
export function csvOf(told: Told, few: string): string {
  const wide = told.columns.length > 1
  const heads = told.columns.flatMap((name) =>
    told.measures.map((each) => (wide ? `${name} · ${each.name}` : each.name)),
  )
  const lines = told.rows.map((name, n) => [
    name,
    ...(told.cells[n] ?? []).flat().map((cell) => (cell.few ? few : (cell.value ?? ''))),
  ])
  return [['', ...heads], ...lines].map((line) => line.map(field).join(',')).join('\r\n')
}

function save(url: string, name: string): void {
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
}

/** Saves a report for spreadsheets; the mark in front tells Excel that the text is Unicode. */
export function saveCsv(title: string, told: Told, few: string): void {
  const url = URL.createObjectURL(new Blob(['\ufeff', csvOf(told, few)], { type: 'text/csv' }))
  save(url, `${title}.csv`)
  URL.revokeObjectURL(url)
}

/** Saves the drawing in an element as a picture on the page's own ground. */
export function saveImage(place: HTMLElement | null, title: string): void {
  const drawn = place?.querySelector('canvas')
  if (!drawn) return
  const whole = Object.assign(document.createElement('canvas'), { width: drawn.width, height: drawn.height })
  const brush = whole.getContext('2d')
  if (!brush) return
  brush.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--paper-0')
  brush.fillRect(0, 0, whole.width, whole.height)
  brush.drawImage(drawn, 0, 0)
  save(whole.toDataURL('image/png'), `${title}.png`)
}
