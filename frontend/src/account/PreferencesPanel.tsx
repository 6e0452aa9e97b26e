import { useLingui } from '@lingui/react/macro'
import { localeOf } from '../i18n/locale'
import { Choice } from '../ui/Choice'
import type { Density } from '../ui/grid/DataGrid'
import type { Theme } from '../ui/Provider'
import { usePreferences } from '../viewer/Preferences'
import { useRoleName } from '../viewer/useFields'
import { useViewer } from '../viewer/Viewer'
import css from './Profile.module.css'

/** Language, theme and row height; each in force at once. */
export function PreferencesPanel() {
  const { t } = useLingui()
  const { user, firm, roles } = useViewer()
  const roleName = useRoleName()
  const { locale, setLocale, theme, setTheme, density, setDensity } = usePreferences()
  return (
    <div className={css.panel}>
      <dl className={css.facts}>
        <dt>{t({ message: 'Name', context: 'person' })}</dt>
        <dd>{user?.name ?? '—'}</dd>
        <dt>{t`E-mail`}</dt>
        <dd>{user?.email ?? '—'}</dd>
        <dt>{t`Firm`}</dt>
        <dd>{firm.name}</dd>
        <dt>{t`Roles`}</dt>
        <dd>{roles.map(roleName).join(t`, `)}</dd>
      </dl>
      <Choice
        label={t`Language`}
        items={[
          { value: 'zh-CN', label: '简体中文' },
          { value: 'en', label: 'English' },
        ]}
        value={locale}
        onChange={(next) => setLocale(localeOf(next))}
      />
      <Choice
        label={t`Theme`}
        items={[
          { value: 'auto', label: t`As the system` },
          { value: 'light', label: t`Light` },
          { value: 'dark', label: t`Dark` },
        ]}
        value={theme}
        onChange={(next) => setTheme((next ?? 'auto') as Theme)}
      />
      <Choice
        label={t`Row height`}
        items={[
          { value: 'compact', label: t`Compact` },
          { value: 'default', label: t`Usual` },
          { value: 'touch', label: t`Wide, for touch` },
        ]}
        value={density}
        onChange={(next) => setDensity((next ?? 'default') as Density)}
      />
    </div>
  )
}
