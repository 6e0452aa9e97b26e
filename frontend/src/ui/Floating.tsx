import { Menu as MantineMenu, Popover } from '@mantine/core'
import { type ReactNode, type RefCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import css from './Floating.module.css'

/** Stands where Mantine wants its target and hands it an element that is already on the page. */
function At({ place, ref }: { place: Element; ref?: RefCallback<Element> }) {
  useLayoutEffect(() => {
    ref?.(place)
    return () => {
      ref?.(null)
    }
  }, [place, ref])
  return null
}

/** False on the first render: a panel must be seen closed first to remember what had the focus. */
function useMounted(): boolean {
  const [mounted, setMounted] = useState(false)
  useEffect(() => setMounted(true), [])
  return mounted
}

type PanelProps = {
  place: Element
  open: boolean
  onChange: (open: boolean) => void
  align: 'start' | 'end'
  width: number
  children: ReactNode
}

/** The list of a `Menu`, placed at an element. */
export function MenuPanel({ place, open, onChange, align, width, children }: PanelProps) {
  const mounted = useMounted()
  return (
    <MantineMenu
      opened={open && mounted}
      onChange={onChange}
      position={`bottom-${align}`}
      width={width}
      offset={4}
      shadow="md"
      transitionProps={{ duration: 0 }}
      // A menu holds nothing but its actions: no empty element to take the focus.
      withInitialFocusPlaceholder={false}
      withinPortal
    >
      <MantineMenu.Target>
        <At place={place} />
      </MantineMenu.Target>
      <MantineMenu.Dropdown>{children}</MantineMenu.Dropdown>
    </MantineMenu>
  )
}

/** The panel of a `Bubble`, placed at an element. */
export function BubblePanel({ place, open, onChange, align, width, children, label }: PanelProps & { label: string }) {
  const mounted = useMounted()
  return (
    <Popover
      opened={open && mounted}
      onChange={onChange}
      position={`bottom-${align}`}
      width={width}
      offset={4}
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
      withRoles={false}
    >
      <Popover.Target>
        <At place={place} />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={label}>
        <Arriving>{children}</Arriving>
      </Popover.Dropdown>
    </Popover>
  )
}

const FIELDS = 'input:not([type=hidden], :disabled), button:not(:disabled), select, textarea, a[href], [tabindex="0"]'

/** Holds the focus while the content is still on its way, and hands it to the first field when that is there. */
function Arriving({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const hand = () => {
      const field = element.querySelector<HTMLElement>('[data-autofocus]') ?? element.querySelector<HTMLElement>(FIELDS)
      if (!field) return
      if (document.activeElement === element) field.focus()
      observer.disconnect()
    }
    const observer = new MutationObserver(hand)
    observer.observe(element, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={box} className={css.arriving} tabIndex={-1}>
      {children}
    </div>
  )
}

export type MenuItemProps = {
  onClick: () => void
  icon?: ReactNode
  children: ReactNode
  danger?: boolean
  disabled?: boolean
  selected?: boolean
  /** The keys that do the same, e.g. "Ctrl D". */
  keys?: string
}

/** One action of a menu. */
export function Item({ onClick, icon, children, danger, disabled, selected, keys }: MenuItemProps) {
  const right = keys ? <kbd>{keys}</kbd> : selected ? <span aria-hidden="true">✓</span> : undefined
  return (
    <MantineMenu.Item
      onClick={onClick}
      leftSection={icon}
      color={danger ? 'red' : undefined}
      disabled={disabled ?? false}
      aria-current={selected || undefined}
      rightSection={right}
    >
      {children}
    </MantineMenu.Item>
  )
}

export const Label = ({ children }: { children: ReactNode }) => <MantineMenu.Label>{children}</MantineMenu.Label>
export const Line = () => <MantineMenu.Divider />
