import { useLingui } from '@lingui/react/macro'
import { Columns3, Rows3 } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../Button'
import { Bubble, Menu, MenuItem } from '../Menu'
import { ColumnChooser } from './ColumnChooser'
import type { Density } from './DataGrid'
import type { Layout } from './layout'

type Props = {
  columns: readonly { id: string; title: string }[]
  layout: Layout
  onLayout: (layout: Layout) => void
  onUsual: () => void
  density: Density
  onDensity: (density: Density) => void
}

/** Columns and row height of a grid. */
export function GridTools({ columns, layout, onLayout, onUsual, density, onDensity }: Props) {
  const { t } = useLingui()
  const [choosing, setChoosing] = useState(false)
  return (
    <>
      <Bubble
        label={t`Columns`}
        width={260}
        align="end"
        open={choosing}
        onChange={setChoosing}
        target={
          <IconButton label={t`Columns`} aria-expanded={choosing} onClick={() => setChoosing(!choosing)}>
            <Columns3 size={16} />
          </IconButton>
        }
      >
        <ColumnChooser columns={columns} layout={layout} onLayout={onLayout} onUsual={onUsual} />
      </Bubble>
      <Menu
        target={
          <IconButton label={t`Row height`}>
            <Rows3 size={16} />
          </IconButton>
        }
      >
        <MenuItem selected={density === 'compact'} onClick={() => onDensity('compact')}>
          {t`Compact`}
        </MenuItem>
        <MenuItem selected={density === 'default'} onClick={() => onDensity('default')}>
          {t`Usual`}
        </MenuItem>
        <MenuItem selected={density === 'touch'} onClick={() => onDensity('touch')}>
          {t`Wide, for touch`}
        </MenuItem>
      </Menu>
    </>
  )
}
