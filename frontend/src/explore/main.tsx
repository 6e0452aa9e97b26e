import 'graphiql/setup-workers/vite'
import 'graphiql/style.css'
import './explore.css'
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { activate } from '../i18n/locale'
import { Explorer } from './Explorer'
import { whoAmI } from './server'

const place = document.getElementById('root')
if (!place) throw new Error('no #root in explore.html')

whoAmI()
  .then(async (viewer) => {
    await activate(viewer.locale)
    const dark =
      viewer.theme === 'dark' || (viewer.theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
    document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
    createRoot(place).render(
      <StrictMode>
        <I18nProvider i18n={i18n}>
          <Explorer viewer={viewer} />
        </I18nProvider>
      </StrictMode>,
    )
  })
  // Nobody is signed in any more, or the server is away: the app says so in its own words.
  .catch(() => location.replace('/'))
