import { useLingui } from '@lingui/react/macro'
import { Languages } from 'lucide-react'
import type { Locale } from '../i18n/locale'
import { IconButton } from '../ui/Button'
import { Menu, MenuItem } from '../ui/Menu'

/** The two languages, each written in itself. */
export function LanguageMenu({ onChoose }: { onChoose: (locale: Locale) => void }) {
  const { t, i18n } = useLingui()
  return (
    <Menu
      width={150}
      target={
        <IconButton label={t`Language`}>
          <Languages size={16} />
        </IconButton>
      }
    >
      <MenuItem selected={i18n.locale === 'zh-CN'} onClick={() => onChoose('zh-CN')}>
        <span lang="zh-CN">简体中文</span>
      </MenuItem>
      <MenuItem selected={i18n.locale === 'en'} onClick={() => onChoose('en')}>
        <span lang="en">English</span>
      </MenuItem>
    </Menu>
  )
}
