/** Prints the gzip weight of the built app against budgets.json; exit 1 when a budget is passed. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const budgets = JSON.parse(readFileSync('budgets.json', 'utf8'))
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))
const weights = new Map()
const weight = (file) => {
  if (!weights.has(file)) weights.set(file, gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length / 1000)
  return weights.get(file)
}

/** Static closure of a chunk: the files a browser must have before it runs. */
function closure(key, files = new Set(), css = new Set()) {
  const chunk = manifest[key]
  if (!chunk || files.has(chunk.file)) return { files, css }
  files.add(chunk.file)
  for (const sheet of chunk.css ?? []) css.add(sheet)
  for (const next of chunk.imports ?? []) closure(next, files, css)
  return { files, css }
}
const sum = (set) => [...set].reduce((total, file) => total + weight(file), 0)

const entryKey = Object.keys(manifest).find((key) => manifest[key].isEntry)
const entry = closure(entryKey)
const frame = closure('src/frame/Frame.tsx')
for (const file of entry.files) frame.files.delete(file)
const rows = [
  ['entry', sum(entry.files), budgets.entry, sum(entry.css)],
  ['frame, after log-in', sum(frame.files), budgets.frame, sum(frame.css)],
]
for (const key of Object.keys(manifest).filter((name) => /^src\/.*Page\.tsx$/.test(name))) {
  const page = closure(key)
  const own = [...page.files].filter((file) => !entry.files.has(file) && !frame.files.has(file))
  const first = key.endsWith('/ClientsPage.tsx')
  const total = sum(new Set([...entry.files, ...frame.files, ...page.files]))
  const css = sum(new Set([...entry.css, ...frame.css, ...page.css]))
  rows.push([key.replace(/^src\//, ''), first ? total : sum(own), first ? budgets.firstRoute : budgets.otherRoute, css])
}
// Parts that are loaded when something first needs them, such as the drawing of charts.
for (const [key, budget] of Object.entries(budgets.parts)) {
  if (!manifest[key]) throw new Error(`no chunk of its own: ${key}`)
  const part = closure(key)
  const own = [...part.files].filter((file) => !entry.files.has(file) && !frame.files.has(file))
  rows.push([key.replace(/^src\//, ''), sum(own), budget, sum(new Set([...entry.css, ...part.css]))])
}

let over = 0
console.log('chunk                              js kB gz  budget   css kB gz (with entry)')
for (const [name, js, budget, css] of rows) {
  const bad = js > budget || css > budgets.cssFirstRoute
  over += bad
  console.log(
    `${name.padEnd(34)} ${js.toFixed(1).padStart(8)} ${String(budget).padStart(7)}   ${css.toFixed(1).padStart(6)}${bad ? '  OVER' : ''}`,
  )
}
process.exit(over ? 1 : 0)
