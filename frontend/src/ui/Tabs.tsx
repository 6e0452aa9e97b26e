import { Tabs as MantineTabs } from '@mantine/core'
import type { ReactNode } from 'react'
import css from './Tabs.module.css'

export type Tab = { id: string; title: string; body: () => ReactNode }
type Props = { tabs: readonly Tab[]; value: string; onChange: (id: string) => void; label: string }

/** Tabs of which only the open one is rendered. */
export function Tabs({ tabs, value, onChange, label }: Props) {
  return (
    <MantineTabs value={value} onChange={(next) => next && onChange(next)} keepMounted={false}>
      <MantineTabs.List aria-label={label} className={css.list}>
        {tabs.map((tab) => (
          <MantineTabs.Tab key={tab.id} value={tab.id} className={css.tab}>
            {tab.title}
          </MantineTabs.Tab>
        ))}
      </MantineTabs.List>
      {tabs.map((tab) => (
        <MantineTabs.Panel key={tab.id} value={tab.id} pt={12}>
          {tab.id === value ? tab.body() : null}
        </MantineTabs.Panel>
      ))}
    </MantineTabs>
  )
}
