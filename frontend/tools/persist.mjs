/**
 * Writes persisted-queries.json: SHA-256 of each document's text to that text, sorted by operation name.
 *
 * Operations whose name ends in "TestQuery" belong to tests and are left out. The client sends the text itself; a server that wants an allow-list hashes what arrives and looks it up here.
 * `--check` writes nothing and exits 1 when the committed list is stale.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = 'src/__generated__'
const target = 'persisted-queries.json'
const entries = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql.ts') && !name.endsWith('TestQuery.graphql.ts'))
  .sort()
  .flatMap((name) => {
    const text = /^\s*"?text"?: ("(?:[^"\\]|\\.)*"),?$/m.exec(readFileSync(`${folder}/${name}`, 'utf8'))?.[1]
    return text ? [JSON.parse(text)] : []
  })
  .map((text) => [createHash('sha256').update(text).digest('hex'), text])
const fresh = `${JSON.stringify(Object.fromEntries(entries), null, 1)}\n`

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== fresh) {
    console.error(`${target} is stale: run "npm run gen" and commit it`)
    process.exit(1)
  }
} else {
  writeFileSync(target, fresh)
  console.log(`${target}: ${entries.length} documents`)
}
