import { useLingui } from '@lingui/react/macro'
import { SquareArrowOutUpRight } from 'lucide-react'
import { Item, Label, Line, MenuPanel } from '../Floating'

type Props = {
  place: Element
  name: string
  columns: readonly { id: string; title: string }[]
  from: string
  closed: (to: string) => string | null
  onOpen: () => void
  onMove: (to: string) => void
  onClose: () => void
}

/** Everything dragging does, for whoever does not drag. One menu serves all cards. */
export function MoveMenu({ place, name, columns, from, closed, onOpen, onMove, onClose }: Props) {
  const { t } = useLingui()
  return (
    <MenuPanel place={place} open onChange={(open) => !open && onClose()} align="end" width={230}>
      <Item icon={<SquareArrowOutUpRight size={14} />} onClick={onOpen}>
        {t`Open ${name}`}
      </Item>
      <Line />
      <Label>{t`Move to`}</Label>
      {columns.map(({ id, title }) => (
        <Item key={id} selected={id === from} disabled={id === from || closed(id) !== null} onClick={() => onMove(id)}>
          {title}
        </Item>
      ))}
    </MenuPanel>
  )
}
