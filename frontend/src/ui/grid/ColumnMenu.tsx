import { useLingui } from '@lingui/react/macro'
import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  ChevronsLeftRight,
  ChevronsRightLeft,
  EyeOff,
  Funnel,
  Group as GroupIcon,
  ListPlus,
  MoveHorizontal,
  Pin,
  PinOff,
  X,
} from 'lucide-react'
import { Item, Line, MenuPanel } from '../Floating'
import type { Sort } from './GridHead'
import { frozenTo, type Layout, moved, NARROWEST, toggled } from './layout'

type Props = {
  place: Element
  column: { id: string; width: number; sortable?: boolean }
  first: boolean
  last: boolean
  sort: readonly Sort[]
  onSort: (sort: readonly Sort[]) => void
  layout: Layout
  onLayout: (layout: Layout) => void
  onWiden: (by: number) => void
  onFit: () => void
  onFilter: (() => void) | undefined
  onGroup: (() => void) | undefined
  onClose: () => void
}

/** Pixels one press of "wider" adds. */
const STEP = 40

/** Everything that can be done to a column, also without a mouse. */
export function ColumnMenu(props: Props) {
  const { place, column, first, last, sort, onSort, layout, onLayout, onWiden, onFit, onFilter, onGroup, onClose } =
    props
  const { t } = useLingui()
  const { id } = column
  const at = layout.shown.indexOf(id)
  const sorted = sort.find((each) => each.id === id)
  const others = sort.filter((each) => each.id !== id)
  const size = 14
  return (
    <MenuPanel place={place} open onChange={(open) => !open && onClose()} align="start" width={210}>
      {column.sortable && (
        <>
          <Item
            icon={<ArrowUp size={size} />}
            selected={sorted?.descending === false}
            onClick={() => onSort([{ id, descending: false }])}
          >
            {t`Sort ascending`}
          </Item>
          <Item
            icon={<ArrowDown size={size} />}
            selected={sorted?.descending === true}
            onClick={() => onSort([{ id, descending: true }])}
          >
            {t`Sort descending`}
          </Item>
          {!sorted && others.length > 0 && (
            <Item icon={<ListPlus size={size} />} onClick={() => onSort([...others, { id, descending: false }])}>
              {t`Then sort by this`}
            </Item>
          )}
          {sorted && (
            <Item icon={<X size={size} />} onClick={() => onSort(others)}>
              {t`Do not sort by this`}
            </Item>
          )}
          <Line />
        </>
      )}
      {onFilter && (
        <Item icon={<Funnel size={size} />} onClick={onFilter}>
          {t`Filter by this`}
        </Item>
      )}
      {onGroup && (
        <Item icon={<GroupIcon size={size} />} onClick={onGroup}>
          {t`Group by this`}
        </Item>
      )}
      {(onFilter || onGroup) && <Line />}
      <Item
        icon={layout.frozen === at + 1 && at > 0 ? <PinOff size={size} /> : <Pin size={size} />}
        disabled={first && layout.frozen === 1}
        onClick={() => onLayout(frozenTo(layout, id))}
      >
        {layout.frozen === at + 1 && at > 0 ? t`Let it scroll again` : t`Freeze up to here`}
      </Item>
      {!first && (
        <>
          <Item icon={<ArrowLeft size={size} />} disabled={at <= 1} onClick={() => onLayout(moved(layout, id, at - 1))}>
            {t`Move left`}
          </Item>
          <Item icon={<ArrowRight size={size} />} disabled={last} onClick={() => onLayout(moved(layout, id, at + 1))}>
            {t`Move right`}
          </Item>
        </>
      )}
      <Item icon={<MoveHorizontal size={size} />} onClick={onFit}>
        {t`Fit to content`}
      </Item>
      <Item icon={<ChevronsLeftRight size={size} />} onClick={() => onWiden(STEP)}>
        {t`Wider`}
      </Item>
      <Item
        icon={<ChevronsRightLeft size={size} />}
        disabled={(layout.widths[id] ?? column.width) - STEP < NARROWEST}
        onClick={() => onWiden(-STEP)}
      >
        {t`Narrower`}
      </Item>
      {!first && (
        <>
          <Line />
          <Item icon={<EyeOff size={size} />} onClick={() => onLayout(toggled(layout, id, false))}>
            {t`Hide the column`}
          </Item>
        </>
      )}
    </MenuPanel>
  )
}
