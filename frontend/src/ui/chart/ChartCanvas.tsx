import {
  BarChart,
  BoxplotChart,
  FunnelChart,
  GaugeChart,
  LineChart,
  PieChart,
  SankeyChart,
  ScatterChart,
} from 'echarts/charts'
import { GridSimpleComponent } from 'echarts/components'
import { type EChartsCoreOption, type EChartsType, init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef, useState } from 'react'
import css from './ChartCanvas.module.css'
import type { Pointed } from './marks'
import type { Mark } from './spec'

use([
  BarChart,
  BoxplotChart,
  FunnelChart,
  GaugeChart,
  LineChart,
  PieChart,
  SankeyChart,
  ScatterChart,
  GridSimpleComponent,
  CanvasRenderer,
])

type Props = {
  option: EChartsCoreOption
  height: number
  /** The marks at a point, with what they are called and worth. */
  marksAt: (pointed: Pointed) => readonly Mark[]
  format: (value: string | null) => string
  /** Over categories a whole column answers to the pointer, or one would have to hit a dot of six pixels. */
  byColumn: boolean
  onPick: ((mark: Mark) => void) | undefined
}
type Hint = { marks: readonly Mark[]; x: number; y: number }
type Point = { offsetX: number; offsetY: number }

/** The drawing. It is decoration to assistive technology: the table beside it says the same. */
export function ChartCanvas({ option, height, marksAt, format, byColumn, onPick }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const [hint, setHint] = useState<Hint | null>(null)
  const latest = useRef({ marksAt, byColumn, onPick })
  useEffect(() => {
    latest.current = { marksAt, byColumn, onPick }
  })
  useEffect(() => {
    const element = place.current
    if (!element) return
    const drawn = init(element, null, { renderer: 'canvas' })
    chart.current = drawn
    const look = (pointed: Pointed, at: Point | undefined) => {
      const marks = latest.current.marksAt(pointed)
      setHint(marks.length > 0 && at ? { marks, x: at.offsetX, y: at.offsetY } : null)
    }
    drawn.on('click', (event) => {
      const [mark] = latest.current.marksAt(event as Pointed)
      if (mark) latest.current.onPick?.(mark)
    })
    drawn.on('mousemove', (event) => look(event as Pointed, (event as { event?: Point }).event))
    drawn.on('mouseout', () => setHint(null))
    drawn.on('globalout', () => setHint(null))
    drawn.getZr().on('mousemove', (event: Point) => {
      if (!latest.current.byColumn) return
      const point = [event.offsetX, event.offsetY]
      if (!drawn.containPixel('grid', point)) return setHint(null)
      const [column = -1] = drawn.convertFromPixel('grid', point) as number[]
      look({ dataIndex: Math.round(column) }, event)
    })
    const observer = new ResizeObserver(() => drawn.resize())
    observer.observe(element)
    return () => {
      observer.disconnect()
      drawn.dispose()
      chart.current = null
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true })
  }, [option])
  const [first] = hint?.marks ?? []
  return (
    <div className={css.canvas} style={{ height }} aria-hidden="true">
      <div ref={place} className={onPick ? css.pickable : css.drawing} />
      {hint && first && (
        <div className={css.hint} style={{ left: hint.x, top: hint.y }}>
          <span className={css.hintName}>{first.name}</span>
          {hint.marks.map((mark) => (
            <span key={mark.series ?? ''} className={css.hintLine}>
              {mark.series && <span className={css.hintName}>{mark.series}</span>}
              <strong>{format(mark.value)}</strong>
            </span>
          ))}
        </div>
      )}
    </div>
  )
}
