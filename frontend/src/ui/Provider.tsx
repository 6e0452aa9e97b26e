import { createTheme, localStorageColorSchemeManager, MantineProvider, useMantineColorScheme } from '@mantine/core'
import type { ReactNode } from 'react'

const theme = createTheme({
  fontFamily: 'var(--face)',
  defaultRadius: 'sm',
  respectReducedMotion: true,
  components: {
    // Dialogs scroll inside themselves; locking would inject a style element that a strict CSP refuses.
    Modal: { defaultProps: { lockScroll: false } },
  },
})
const manager = localStorageColorSchemeManager({ key: 'startrail.theme' })

/** The nonce the server wrote into the page; Mantine stills transitions by a style element while the theme turns. */
const styleNonce = () => document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''

/** Everything our wrappers need around them. Colours come from tokens.css, so no style element is written. */
export function UiProvider({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      colorSchemeManager={manager}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      getStyleNonce={styleNonce}
    >
      {children}
    </MantineProvider>
  )
}

export type Theme = 'light' | 'dark' | 'auto'

/** The theme in force and its setter; `auto` follows the system. */
export function useTheme(): [Theme, (next: Theme) => void] {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return [colorScheme, setColorScheme]
}
