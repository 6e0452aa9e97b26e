import type { ReactNode } from 'react'
import { useViewer } from './Viewer'

type Props = {
  /** The root field it takes, e.g. "Mutation.createTask"; all of them when there are several. */
  call: string | readonly string[]
  otherwise?: ReactNode
  children: ReactNode
}

/** Shows its content to those who may make the call. The server judges again; this only spares a refusal. */
export function Can({ call, otherwise = null, children }: Props) {
  const { rightSet } = useViewer()
  const calls = typeof call === 'string' ? [call] : call
  return calls.every((each) => rightSet.has(each)) ? children : otherwise
}
