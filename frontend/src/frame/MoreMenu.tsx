import { useLingui } from '@lingui/react/macro'
import { MenuIcon } from 'lucide-react'
import { IconButton } from '../ui/Button'
import { Menu, MenuItem, MenuLabel } from '../ui/Menu'
import { useGo } from '../viewer/url'
import { usePages } from './pages'
import { tabsOf } from './tabs'

/** On a phone: all pages that are no tab. */
export function MoreMenu() {
  const { t } = useLingui()
  const { rest } = tabsOf(usePages())
  const go = useGo()
  return (
    <Menu
      align="start"
      target={
        <IconButton label={t`More pages`}>
          <MenuIcon size={18} />
        </IconButton>
      }
    >
      {rest.map((pillar) => (
        <div key={pillar.id}>
          <MenuLabel>{pillar.title}</MenuLabel>
          {pillar.entries.map((entry) => (
            <MenuItem key={entry.id} icon={entry.icon} onClick={() => go(entry.to)}>
              {entry.title}
            </MenuItem>
          ))}
        </div>
      ))}
    </Menu>
  )
}
