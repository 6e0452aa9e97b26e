import { Menu as MantineMenu, Popover } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'

type Props = { target: ReactElement; children: ReactNode; align?: 'start' | 'end'; width?: number }

/** A list of actions that opens from a button. Put `MenuItem`s inside. */
export function Menu({ target, children, align = 'end', width = 200 }: Props) {
  return (
    <MantineMenu position={`bottom-${align}`} width={width} shadow="md" transitionProps={{ duration: 0 }} withinPortal>
      <MantineMenu.Target>{target}</MantineMenu.Target>
      <MantineMenu.Dropdown>{children}</MantineMenu.Dropdown>
    </MantineMenu>
  )
}

type ItemProps = {
  onClick: () => void
  icon?: ReactNode
  children: ReactNode
  danger?: boolean
  disabled?: boolean
  selected?: boolean
}

/** One action of a menu. */
export function MenuItem({ onClick, icon, children, danger, disabled, selected }: ItemProps) {
  return (
    <MantineMenu.Item
      onClick={onClick}
      leftSection={icon}
      color={danger ? 'red' : undefined}
      disabled={disabled ?? false}
      aria-current={selected || undefined}
      rightSection={selected ? <span aria-hidden="true">✓</span> : undefined}
    >
      {children}
    </MantineMenu.Item>
  )
}

export const MenuLabel = ({ children }: { children: ReactNode }) => <MantineMenu.Label>{children}</MantineMenu.Label>
export const MenuLine = () => <MantineMenu.Divider />

type BubbleProps = {
  target: ReactElement
  children: ReactNode
  open: boolean
  onChange: (open: boolean) => void
  width?: number
  label: string
}

/** A small panel tied to a button: filter editors, explanations. */
export function Bubble({ target, children, open, onChange, width = 280, label }: BubbleProps) {
  return (
    <Popover
      opened={open}
      onChange={onChange}
      position="bottom-start"
      width={width}
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 0 }}
      withRoles={false}
    >
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={label}>
        {children}
      </Popover.Dropdown>
    </Popover>
  )
}
