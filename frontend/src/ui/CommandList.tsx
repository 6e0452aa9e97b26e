import { useLingui } from '@lingui/react/macro'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.layer.css'
import { Search } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import css from './CommandList.module.css'

export type Item = { id: string; title: string; detail?: string | undefined; icon: ReactNode; run: () => void }
export type Group = { title: string; items: readonly Item[] }

type Props = {
  open: boolean
  onClose: () => void
  text: string
  onText: (text: string) => void
  placeholder: string
  empty: string
  groups: readonly Group[]
}

/** A search box over groups of commands: arrows choose, Enter runs, Esc closes. */
export function CommandList({ open, onClose, text, onText, placeholder, empty, groups }: Props) {
  const { t } = useLingui()
  const [[store, control]] = useState(() => createSpotlight())
  useEffect(() => {
    if (open) control.open()
    else control.close()
  }, [open, control])
  const filled = groups.filter((group) => group.items.length > 0)
  return (
    <Spotlight.Root
      store={store}
      query={text}
      onQueryChange={onText}
      onSpotlightClose={onClose}
      shortcut={null}
      lockScroll={false}
      maxHeight={420}
      scrollable
      transitionProps={{ duration: 100 }}
    >
      <Spotlight.Search placeholder={placeholder} aria-label={t`Search or run a command`} leftSection={<Search size={16} />} />
      <Spotlight.ActionsList>
        {filled.map((group) => (
          <Spotlight.ActionsGroup key={group.title} label={group.title}>
            {group.items.map((item) => (
              <Spotlight.Action key={item.id} onClick={item.run} leftSection={item.icon} label={item.title}>
                <span className={css.line}>
                  {item.icon}
                  <span>{item.title}</span>
                  {item.detail && <span className={css.detail}>{item.detail}</span>}
                </span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {filled.length === 0 && <Spotlight.Empty>{empty}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
