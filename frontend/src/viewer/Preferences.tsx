import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { graphql } from 'react-relay'
import type { PreferencesMutation } from '../__generated__/PreferencesMutation.graphql'
import { activate, type Locale, localeOf, takeChosen } from '../i18n/locale'
import { useChange } from '../relay/useChange'
import type { Density } from '../ui/grid/DataGrid'
import { type Theme, useTheme } from '../ui/Provider'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useViewer } from './Viewer'

const mutation = graphql`
  mutation PreferencesMutation($input: PreferencesInput!) {
    updatePreferences(input: $input) {
      locale
      theme
      density
    }
  }
`

type Value = {
  locale: Locale
  setLocale: (locale: Locale) => void
  theme: Theme
  dark: boolean
  setTheme: (theme: Theme) => void
  density: Density
  setDensity: (density: Density) => void
}

const Context = createContext<Value | null>(null)
const themeOf = (name: string): Theme => (name === 'light' || name === 'dark' ? name : 'auto')
const densityOf = (name: string): Density => (name === 'compact' || name === 'touch' ? name : 'default')

/** Language, theme and density: at once on this screen, kept with the person on the server. */
export function Preferences({ children }: { children: ReactNode }) {
  const viewer = useViewer()
  const words = useFailureText()
  const [save] = useChange<PreferencesMutation>(mutation)
  const [theme, showTheme] = useTheme()
  const [density, showDensity] = useState(densityOf(viewer.density))
  const [locale, showLocale] = useState(localeOf(viewer.locale))

  // What the person chose elsewhere wins over what this browser started with.
  useEffect(() => {
    void activate(locale)
  }, [locale])
  // Picked on the log-in page a moment ago: that is a choice too, and it becomes the kept one.
  useEffect(() => {
    const picked = takeChosen()
    if (!picked) return
    showLocale(picked)
    void save({ input: { locale: picked } })
  }, [save])
  const saved = viewer.theme
  useEffect(() => showTheme(themeOf(saved)), [saved, showTheme])

  const keep = async (input: { locale?: string; theme?: string; density?: string }) => {
    const outcome = await save({ input })
    if (!outcome.ok) toast(words(outcome.failure).title, 'bad')
  }
  const dark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  const value: Value = {
    locale,
    theme,
    dark,
    density,
    setLocale: (next) => {
      showLocale(next)
      void keep({ locale: next })
    },
    setTheme: (next) => {
      showTheme(next)
      void keep({ theme: next })
    },
    setDensity: (next) => {
      showDensity(next)
      void keep({ density: next })
    },
  }
  return <Context value={value}>{children}</Context>
}

/** The person's preferences and their setters. */
export function usePreferences(): Value {
  const value = useContext(Context)
  if (!value) throw new Error('usePreferences outside of Preferences')
  return value
}
