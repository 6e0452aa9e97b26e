/**
 * Writes persisted-queries.json: the SHA-256 of each document to its text, sorted by operation name.
 *
 * The app sends the id alone; the server looks the text up in this list, and free text needs a right of its own.
 * Operations whose name ends in "TestQuery" belong to tests and are left out.
 * `--begin`, before the compiler: it writes no text for an artifact it has already, so both must be there or neither.
 * `--check` writes nothing and exits 1 when the committed list is stale.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const folder = 'src/__generated__'
const source = `${folder}/documents.json`
const target = 'persisted-queries.json'

/** The id of each operation by its name. */
function ids() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql.ts'))
    .sort()
    .flatMap((name) => {
      const id = /^\/\/ @relayRequestID (\w+)$/m.exec(readFileSync(`${folder}/${name}`, 'utf8'))?.[1]
      return id ? [[name.replace('.graphql.ts', ''), id]] : []
    })
}

/** The texts the compiler wrote, by id; none when it has not run yet. */
function texts() {
  try {
    return JSON.parse(readFileSync(source, 'utf8'))
  } catch {
    return {}
  }
}

if (process.argv.includes('--begin')) {
  mkdirSync(folder, { recursive: true })
  const known = texts()
  if (!ids().length || ids().some(([, id]) => !known[id])) {
    for (const name of readdirSync(folder)) rmSync(`${folder}/${name}`)
    writeFileSync(source, '{}')
  }
} else {
  const known = texts()
  const entries = ids()
    .filter(([name]) => !name.endsWith('TestQuery'))
    .map(([, id]) => [id, known[id]])
  const fresh = `${JSON.stringify(Object.fromEntries(entries), null, 1)}\n`
  if (!process.argv.includes('--check')) {
    writeFileSync(target, fresh)
    console.log(`${target}: ${entries.length} documents`)
  } else if (readFileSync(target, 'utf8') !== fresh) {
    console.error(`${target} is stale: run "npm run gen" and commit it`)
    process.exit(1)
  }
}
