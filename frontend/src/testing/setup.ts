import { i18n } from '@lingui/core'
import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach, vi } from 'vitest'
import { messages } from '../locales/en/messages.po'

// relay-test-utils was written for jest's global.
Object.assign(globalThis, { jest: vi })

Object.assign(globalThis, {
  matchMedia: () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }),
  ResizeObserver: class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
})
// jsdom lays nothing out; lists behind a window need one to have rows.
Object.defineProperties(HTMLElement.prototype, {
  clientHeight: { configurable: true, get: () => 720 },
  clientWidth: { configurable: true, get: () => 1200 },
})
Element.prototype.scrollIntoView = () => undefined
Element.prototype.scrollTo = () => undefined

beforeEach(() => {
  localStorage.clear()
  i18n.loadAndActivate({ locale: 'en', messages })
})
afterEach(cleanup)
