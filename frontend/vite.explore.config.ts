import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { alias } from './tools/alias.ts'

/** The explorer beside the app: a page of its own, built by itself, so that the app carries nothing of it. */
export default defineConfig({
  resolve: { alias },
  plugins: [lingui({ macroTransform: true, failOnMissing: true, failOnCompileError: true }), react({ compiler: true })],
  worker: { format: 'es' },
  build: {
    target: 'baseline-widely-available',
    reportCompressedSize: false,
    manifest: '.vite/explore.json',
    assetsDir: 'assets/explore',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: false,
    copyPublicDir: false,
    chunkSizeWarningLimit: 8_000,
    rollupOptions: {
      input: 'explore.html',
      // Its packages are marked for React's compiler, which does not look into node_modules anyway.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
    },
  },
})
