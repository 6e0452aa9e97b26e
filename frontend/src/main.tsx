import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './app.css'
import { activate, startLocale } from './i18n/locale'
import { listenToKeys } from './keyboard/listen'
import { keepShell } from './offline/install'
import { createAppRouter } from './routes'
import { UiProvider } from './ui/Provider'
import { Toasts } from './ui/Toasts'
import { Tooltips } from './ui/Tooltip'

const router = createAppRouter()
const place = document.getElementById('root')
if (!place) throw new Error('no #root in index.html')

activate(startLocale()).then(() => {
  createRoot(place).render(
    <StrictMode>
      <I18nProvider i18n={i18n}>
        <UiProvider>
          <RouterProvider router={router} />
          <Toasts />
          <Tooltips />
        </UiProvider>
      </I18nProvider>
    </StrictMode>,
  )
})
listenToKeys()
keepShell()
