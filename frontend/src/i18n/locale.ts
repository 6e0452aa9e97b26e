import { i18n } from '@lingui/core'
import { speak } from '../relay/http'

export type Locale = 'zh-CN' | 'en'
const KEY = 'startrail.locale'

/** The catalogue that serves a language tag: anything Chinese gets Chinese, everything else English. */
export function localeOf(tag: string | null | undefined): Locale {
  return /^zh\b/i.test(tag ?? '') ? 'zh-CN' : 'en'
}

/** The language to start in: the person's last choice on this device, else what the browser asks for. */
export function startLocale(): Locale {
  try {
    const kept = localStorage.getItem(KEY)
    if (kept) return localeOf(kept)
  } catch {
    // Storage may be blocked; the browser's wish is then all we have.
  }
  return localeOf(navigator.languages?.[0] ?? navigator.language)
}

const loaders: Record<Locale, () => Promise<{ messages: Record<string, never> }>> = {
  'zh-CN': () => import('../locales/zh-CN/messages.po'),
  en: () => import('../locales/en/messages.po'),
}

/** Loads and activates a language; sets `<html lang>`, without which Han glyphs turn Japanese. */
export async function activate(locale: Locale): Promise<void> {
  if (i18n.locale !== locale) {
    const { messages } = await loaders[locale]()
    i18n.loadAndActivate({ locale, messages })
  }
  document.documentElement.lang = locale
  speak(locale)
  try {
    localStorage.setItem(KEY, locale)
  } catch {
    // See startLocale.
  }
}

let chosen: Locale | null = null

/** Remembers a language picked before log-in, so that it becomes the person's preference after it. */
export function chooseBeforeLogin(locale: Locale): void {
  chosen = locale
  void activate(locale)
}

/** The language picked before log-in, once. */
export function takeChosen(): Locale | null {
  const taken = chosen
  chosen = null
  return taken
}
