import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Plugin } from 'vite'

type Chunk = { file: string; src?: string; imports?: string[]; css?: string[]; assets?: string[]; isEntry?: boolean }

/** What the frame and the first pages need to be drawn; everything else is kept when it is first used. */
const FIRST = [
  'src/frame/Frame.tsx',
  'src/track/HomePage.tsx',
  'src/segment/ClientsPage.tsx',
  'src/track/TasksPage.tsx',
]
const LOCALES = /^src\/locales\//

/** Files of the chunks and of all they import, in order. */
export function shellFiles(manifest: Record<string, Chunk>): string[] {
  const found = new Set<string>()
  const walk = (key: string) => {
    const chunk = manifest[key]
    if (!chunk || found.has(chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? [])]) found.add(file)
    chunk.imports?.forEach(walk)
  }
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry || LOCALES.test(key)) walk(key)
  FIRST.forEach(walk)
  return [...found].sort().map((file) => `/${file}`)
}

/** Writes `sw.js` from its source, with the files of this build and a name that changes with them. */
export function shell(source: string): Plugin {
  let out = 'dist'
  return {
    name: 'startrail-shell',
    apply: 'build',
    configResolved: (config) => {
      out = path.resolve(config.root, config.build.outDir)
    },
    closeBundle: () => {
      const manifest = JSON.parse(readFileSync(path.join(out, '.vite/manifest.json'), 'utf8'))
      const files = JSON.stringify(shellFiles(manifest))
      const text = readFileSync(source, 'utf8')
      const version = createHash('sha256').update(text).update(files).digest('hex').slice(0, 12)
      const made = text.replace("'__FILES__'", files).replace('__VERSION__', version)
      writeFileSync(path.join(out, 'sw.js'), made)
    },
  }
}
