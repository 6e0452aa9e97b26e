import { useLingui } from '@lingui/react/macro'
import { Moon, Sun } from 'lucide-react'
import type { ReactNode } from 'react'
import { LanguageMenu } from '../frame/LanguageMenu'
import { chooseBeforeLogin } from '../i18n/locale'
import { IconButton } from '../ui/Button'
import { usePageTitle } from '../ui/Page'
import { useTheme } from '../ui/Provider'
import css from './Outside.module.css'

/** The card in front of the house: log-in and first run share it. Needs no server to be drawn. */
export function Outside({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t } = useLingui()
  const [theme, setTheme] = useTheme()
  usePageTitle(title)
  const dark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)
  return (
    <div className={css.outside}>
      <div className={css.tools}>
        <LanguageMenu onChoose={chooseBeforeLogin} />
        <IconButton label={dark ? t`Light theme` : t`Dark theme`} onClick={() => setTheme(dark ? 'light' : 'dark')}>
          {dark ? <Sun size={16} /> : <Moon size={16} />}
        </IconButton>
      </div>
      <main className={css.card}>
        <div className={css.brand}>
          <img src="/favicon.svg" alt="" />
          <div>
            <h1>{title}</h1>
            <p>{lead}</p>
          </div>
        </div>
        {children}
      </main>
    </div>
  )
}
