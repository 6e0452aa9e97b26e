import path from 'node:path'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { alias } from './tools/alias.ts'
import { relay } from './tools/vite-relay.ts'
import { shell } from './tools/vite-shell.ts'

/** Address of a running server for `npm run dev`; the SPA itself only ever talks to its own origin. */
const server = process.env.STARTRAIL_URL ?? 'http://127.0.0.1:8000'

export default defineConfig({
  resolve: { alias },
  plugins: [
    relay(path.resolve('src/__generated__')),
    lingui({ macroTransform: true, failOnMissing: true, failOnCompileError: true }),
    react({ compiler: true }),
    shell(path.resolve('src/offline/sw.js')),
  ],
  server: {
    proxy: {
      '/graphql': { target: server, ws: true, changeOrigin: true },
      '/auth': { target: server, changeOrigin: true },
      '/files': { target: server, changeOrigin: true },
    },
  },
  build: {
    target: 'baseline-widely-available',
    reportCompressedSize: false,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The entry names every file that some page needs, hundreds of them; the manifest says what each name stands for.
    rolldownOptions: {
      output: { chunkFileNames: 'assets/[hash:7].js', assetFileNames: 'assets/[hash:7][extname]' },
    },
  },
})
