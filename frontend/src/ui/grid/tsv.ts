/**
 * Cells as spreadsheets put them on the clipboard: tabs between cells, line ends between rows.
 *
 * A cell that holds a tab, a line end or a quotation mark is quoted and its quotation marks doubled. Excel ends the last
 * row with a line end too, which makes no further row. Text that only looks quoted is taken as it stands.
 */
export function readTsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let at = 0
  const row = () => rows[rows.length - 1] as string[]
  while (at <= text.length) {
    const quoted = text[at] === '"' ? readQuoted(text, at) : null
    const end = quoted ? quoted.end : endOf(text, at)
    row().push(unguarded(quoted ? quoted.cell : text.slice(at, end)))
    if (end >= text.length) break
    at = end + (text.startsWith('\r\n', end) ? 2 : 1)
    if (text[end] === '\t') continue
    if (at >= text.length) break
    rows.push([])
  }
  return rows
}

function endOf(text: string, from: number): number {
  const found = text.slice(from).search(/[\t\r\n]/)
  return found < 0 ? text.length : from + found
}

/** A quoted cell and where it ends; null when its quotation mark is never closed before a cell's end. */
function readQuoted(text: string, from: number): { cell: string; end: number } | null {
  let cell = ''
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] !== '"') {
      cell += text[at]
    } else if (text[at + 1] === '"') {
      cell += '"'
      at += 1
    } else {
      const end = at + 1
      return end === text.length || /[\t\r\n]/.test(text[end] ?? '') ? { cell, end } : null
    }
  }
  return null
}

// A spreadsheet would run a text such as "=HYPERLINK(...)" as a formula; an apostrophe before it keeps it a text.
const FORMULA = /^'*[=+@-]/
const NUMBER = /^[+-]?[\d,.]+%?$/
const guarded = (cell: string) => (FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell)
const unguarded = (cell: string) => (cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell)

/** Cells as text for a spreadsheet; `readTsv` gives the same cells back. */
export function writeTsv(rows: readonly (readonly string[])[]): string {
  const cellOf = (cell: string) => {
    const safe = guarded(cell)
    return /[\t\r\n"]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return rows.map((row) => row.map(cellOf).join('\t')).join('\n')
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\n', '<br>')

/** Cells as an HTML table; spreadsheets keep texts such as telephone numbers as texts then. `numbers` by column. */
export function writeHtml(rows: readonly (readonly string[])[], numbers: readonly boolean[]): string {
  const cell = (text: string, col: number) =>
    numbers[col] ? `<td>${escaped(text)}</td>` : `<td style="mso-number-format:'\\@'">${escaped(text)}</td>`
  return `<table>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('')}</table>`
}
