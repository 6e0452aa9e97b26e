import {
  cloneElement,
  type FocusEventHandler,
  type KeyboardEvent,
  lazy,
  type MouseEventHandler,
  type PointerEventHandler,
  type ReactElement,
  type ReactNode,
  type Ref,
  Suspense,
  useState,
} from 'react'

/** Menus and bubbles are loaded when one is first approached, so that no first page waits for them. */
const load = () => import('./Floating')
const MenuPanel = lazy(() => load().then((loaded) => ({ default: loaded.MenuPanel })))
const BubblePanel = lazy(() => load().then((loaded) => ({ default: loaded.BubblePanel })))

/** One action of a menu. */
export const MenuItem = lazy(() => load().then((loaded) => ({ default: loaded.Item })))
export const MenuLabel = lazy(() => load().then((loaded) => ({ default: loaded.Label })))
export const MenuLine = lazy(() => load().then((loaded) => ({ default: loaded.Line })))

type TargetProps = {
  ref?: Ref<HTMLElement>
  onClick?: MouseEventHandler
  onPointerEnter?: PointerEventHandler
  onFocus?: FocusEventHandler
  onKeyDown?: (event: KeyboardEvent) => void
  'aria-haspopup'?: 'menu' | 'dialog'
  'aria-expanded'?: boolean
}

/** Begins loading what a button will open as soon as somebody comes near it. */
function nearing(more?: () => void) {
  const start = () => {
    void load()
    more?.()
  }
  return { onPointerEnter: start, onFocus: start }
}

type Props = {
  target: ReactElement<TargetProps>
  children: ReactNode
  align?: 'start' | 'end'
  width?: number
  /** Called when somebody comes near the target: the moment to load what an item will open. */
  onNear?: () => void
}

/** A list of actions that opens from a button. Put `MenuItem`s inside. */
export function Menu({ target, children, align = 'end', width = 200, onNear }: Props) {
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  const change = (next: boolean) => {
    if (next) setUsed(true)
    setOpen(next)
  }
  return (
    <>
      {cloneElement(target, {
        ...nearing(onNear),
        ref: setPlace,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onClick: () => change(!open),
        onKeyDown: (event) => {
          if (event.key !== 'ArrowDown' || open) return
          event.preventDefault()
          change(true)
        },
      })}
      {used && place && (
        <Suspense fallback={null}>
          <MenuPanel place={place} open={open} onChange={setOpen} align={align} width={width}>
            {children}
          </MenuPanel>
        </Suspense>
      )}
    </>
  )
}

type BubbleProps = {
  target: ReactElement<TargetProps>
  children: ReactNode
  open: boolean
  onChange: (open: boolean) => void
  width?: number
  align?: 'start' | 'end'
  label: string
  onNear?: () => void
}

/** A small panel tied to a button: filter editors, explanations. The target's own click opens and closes it. */
export function Bubble({ target, children, open, onChange, width = 280, align = 'start', label, onNear }: BubbleProps) {
  const [place, setPlace] = useState<HTMLElement | null>(null)
  return (
    <>
      {cloneElement(target, { ...nearing(onNear), ref: setPlace })}
      {open && place && (
        <Suspense fallback={null}>
          <BubblePanel place={place} open onChange={onChange} align={align} width={width} label={label}>
            {children}
          </BubblePanel>
        </Suspense>
      )}
    </>
  )
}
