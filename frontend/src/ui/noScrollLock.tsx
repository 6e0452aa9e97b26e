import { cloneElement, type ReactElement } from 'react'

type Props = { children: ReactElement; forwardProps?: boolean; enabled?: boolean }

/** Stands for react-remove-scroll inside Mantine's dialogs: hands its child through. */
export function RemoveScroll({ children, forwardProps, enabled: _, ...rest }: Props) {
  return forwardProps ? cloneElement(children, rest) : children
}
