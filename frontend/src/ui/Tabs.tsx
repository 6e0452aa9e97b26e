import { Tabs as MantineTabs } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import css from './Tabs.module.css'

export type Tab = { id: string; title: string; body: () => ReactNode }
type Props = { tabs: readonly Tab[]; value: string; onChange: (id: string) => void; label: string }

/** Tabs of which only the open one is rendered. An address that names one below the fold leads down to it. */
export function Tabs({ tabs, value, onChange, label }: Props) {
  const list = useRef<HTMLDivElement>(null)
  const named = useRef(value !== tabs[0]?.id)
  useEffect(() => {
    const top = list.current?.getBoundingClientRect().top ?? 0
    if (named.current && top > window.innerHeight * 0.8) list.current?.scrollIntoView({ block: 'start' })
  }, [])
  // Where the tabs do not fit beside each other, the open one is the one that is seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is what moves the list
  useEffect(() => {
    const tab = list.current?.querySelector<HTMLElement>('[aria-selected=true]')
    if (list.current && tab)
      list.current.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - list.current.clientWidth / 2
  }, [value])
  return (
    <MantineTabs value={value} onChange={(next) => next && onChange(next)} keepMounted={false}>
      <MantineTabs.List ref={list} aria-label={label} className={css.list}>
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
