import { useLingui } from '@lingui/react/macro'
import { Columns3, Rows3 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { IconButton } from '../Button'
import { Bubble, Menu, MenuItem } from '../Menu'
import { SkeletonRows } from '../Skeleton'
import type { Density } from './DataGrid'
import type { Layout } from './layout'

const ColumnChooser = lazy(() => import('./ColumnChooser').then((loaded) => ({ default: loaded.ColumnChooser })))

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
        <Suspense fallback={<SkeletonRows rows={6} />}>
          <ColumnChooser columns={columns} layout={layout} onLayout={onLayout} onUsual={onUsual} />
        </Suspense>
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
