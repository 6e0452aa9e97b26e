import path from 'node:path'
import { lingui } from '@lingui/vite-plugin'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { alias } from './tools/alias.ts'
import { relay } from './tools/vite-relay.ts'

const plugins = () => [
  relay(path.resolve('src/__generated__')),
  lingui({ macroTransform: true, failOnMissing: true }),
  react({ compiler: true }),
]

export default defineConfig({
  test: {
    projects: [
      {
        plugins: plugins(),
        resolve: { alias },
        test: {
          name: 'dom',
          environment: 'jsdom',
          include: ['src/**/*.test.{ts,tsx}'],
          setupFiles: ['src/testing/setup.ts'],
          restoreMocks: true,
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['e2e/**/*.spec.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          // Two products and two browsers share the machine: a story that fails is told once more, and the report says so.
          retry: 1,
          fileParallelism: false,
        },
      },
    ],
  },
})
