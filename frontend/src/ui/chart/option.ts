import type { EChartsCoreOption } from 'echarts/core'
import { axisFigure, figure, type Unit } from '../../format/figure'
import type { Look } from './look'
import type { Box, Drawn, Gauge, InParts, OverCategories, Sankey, Scatter } from './spec'

/** Marks of the lines of a chart, so that colour never speaks alone. */
export const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect'] as const
/** Points of a line beyond which its marks would only blur it. */
const MOST_MARKS = 40

type Option = EChartsCoreOption

/** What ECharts is told to draw. `hidden` are the names switched off in the legend. */
export function optionOf(spec: Drawn, look: Look, locale: string, hidden: ReadonlySet<string>): Option {
  const base = {
    animation: false,
    color: [...look.palette],
    textStyle: { fontFamily: look.face, fontSize: 12, color: look.quiet },
  }
  switch (spec.kind) {
    case 'line':
    case 'area':
    case 'bar':
    case 'stacked':
      return { ...base, ...cartesian(spec, look, locale, hidden) }
    case 'pie':
    case 'donut':
      return { ...base, ...round(spec, look, hidden) }
    case 'funnel':
      return { ...base, ...funnel(spec, look, locale) }
    case 'scatter':
      return { ...base, ...scatter(spec, look, locale) }
    case 'sankey':
      return { ...base, ...sankey(spec, look) }
    case 'box':
      return { ...base, ...boxes(spec, look, locale) }
    case 'gauge':
      return { ...base, ...gauge(spec, look, locale) }
  }
}

const numbers = (values: readonly (string | null)[]) => values.map((value) => (value === null ? null : Number(value)))

const valueAxis = (unit: Unit, look: Look, locale: string) => ({
  type: 'value',
  axisLabel: { color: look.quiet, formatter: (value: number) => axisFigure(value, unit, locale) },
  splitLine: { lineStyle: { color: look.line } },
  splitNumber: 4,
})
const nameAxis = (names: readonly string[], look: Look) => ({
  type: 'category',
  data: [...names],
  axisLabel: { color: look.quiet, hideOverlap: true },
  axisLine: { lineStyle: { color: look.line } },
  axisTick: { show: false },
})

/** Whether no two values stand side by side: single events, which only their marks show. */
const isScattered = (values: readonly (string | null)[]): boolean =>
  values.some((value) => value !== null) && !values.some((value, n) => value !== null && values[n + 1] != null)

function cartesian(spec: OverCategories, look: Look, locale: string, hidden: ReadonlySet<string>): Option {
  const line = spec.kind === 'line' || spec.kind === 'area'
  const last = spec.series.filter((each) => !hidden.has(each.name)).at(-1)?.name
  return {
    grid: { left: 4, right: 12, top: 14, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...nameAxis(spec.categories, look), boundaryGap: !line },
    yAxis: { ...valueAxis(spec.unit, look, locale), ...(line && spec.fitted ? { scale: true } : {}) },
    series: spec.series.map((each, n) => ({
      type: line ? 'line' : 'bar',
      name: each.name,
      data: hidden.has(each.name) ? [] : numbers(each.values),
      color: look.palette[n % look.palette.length],
      ...(spec.kind === 'stacked' ? { stack: 'all' } : {}),
      ...(line
        ? {
            symbol: SYMBOLS[n % SYMBOLS.length],
            symbolSize: 6,
            showSymbol: spec.categories.length <= MOST_MARKS || isScattered(each.values),
            showAllSymbol: isScattered(each.values),
            lineStyle: { width: 2 },
            connectNulls: false,
            ...(spec.kind === 'area' ? { areaStyle: { opacity: 0.25 } } : {}),
          }
        : {
            barMaxWidth: 36,
            barGap: '12%',
            itemStyle: { borderRadius: spec.kind === 'bar' || each.name === last ? [2, 2, 0, 0] : 0 },
          }),
      emphasis: { disabled: true },
    })),
  }
}

function round(spec: InParts, look: Look, hidden: ReadonlySet<string>): Option {
  const data = spec.parts.map(({ name, value }, n) => ({
    name,
    value: hidden.has(name) ? 0 : Number(value),
    itemStyle: { color: look.palette[n % look.palette.length] },
  }))
  return {
    series: [
      {
        type: 'pie',
        radius: spec.kind === 'donut' ? ['58%', '86%'] : ['0%', '86%'],
        data,
        label: { show: false },
        labelLine: { show: false },
        itemStyle: { borderColor: look.paper, borderWidth: 2 },
        emphasis: { scale: false },
      },
    ],
  }
}

function funnel(spec: InParts, look: Look, locale: string): Option {
  return {
    series: [
      {
        type: 'funnel',
        left: 8,
        right: '38%',
        top: 8,
        bottom: 8,
        sort: 'none',
        gap: 2,
        minSize: '4%',
        data: spec.parts.map(({ name, value }) => ({
          name,
          value: Number(value),
          label: { formatter: `{name|${name}}  {value|${figure(value, spec.unit, locale)}}` },
        })),
        color: [look.palette[0]],
        itemStyle: { borderWidth: 0, color: look.palette[0], opacity: 0.85 },
        label: {
          position: 'right',
          color: look.ink,
          rich: { name: { color: look.quiet }, value: { color: look.ink, fontWeight: 600 } },
        },
        labelLine: { length: 14, lineStyle: { color: look.line } },
        emphasis: { disabled: true },
      },
    ],
  }
}

function scatter(spec: Scatter, look: Look, locale: string): Option {
  const title = (name: string) => ({ name, nameLocation: 'middle', nameTextStyle: { color: look.quiet } })
  return {
    grid: { left: 8, right: 16, top: 14, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'all' },
    xAxis: { ...valueAxis(spec.x.unit, look, locale), ...title(spec.x.title), nameGap: 26, scale: true },
    yAxis: { ...valueAxis(spec.unit, look, locale), ...title(spec.y.title), nameGap: 46, scale: true },
    series: [
      {
        type: 'scatter',
        symbolSize: 9,
        data: spec.points.map(({ name, x, y }) => ({ name, value: [Number(x), Number(y)] })),
        itemStyle: { color: look.palette[0], opacity: 0.75, borderColor: look.paper, borderWidth: 1 },
        emphasis: { disabled: true },
      },
    ],
  }
}

function sankey(spec: Sankey, look: Look): Option {
  const names = [...new Set(spec.links.flatMap(({ from, to }) => [from, to]))]
  return {
    series: [
      {
        type: 'sankey',
        left: 8,
        right: 104,
        top: 12,
        bottom: 12,
        nodeWidth: 10,
        nodeGap: 12,
        draggable: false,
        data: names.map((name, n) => ({ name, itemStyle: { color: look.palette[n % look.palette.length] } })),
        links: spec.links.map(({ from, to, value }) => ({ source: from, target: to, value: Number(value) })),
        label: { color: look.ink, fontSize: 12 },
        lineStyle: { color: 'source', opacity: 0.25, curveness: 0.5 },
        itemStyle: { borderWidth: 0 },
        emphasis: { disabled: true },
      },
    ],
  }
}

function boxes(spec: Box, look: Look, locale: string): Option {
  return {
    grid: { left: 4, right: 12, top: 14, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: { ...nameAxis(spec.categories, look), boundaryGap: true },
    yAxis: valueAxis(spec.unit, look, locale),
    series: [
      {
        type: 'boxplot',
        data: spec.boxes.map((box) => (box ? box.map(Number) : [])),
        boxWidth: [10, 36],
        itemStyle: { color: look.paper, borderColor: look.palette[0], borderWidth: 2 },
        emphasis: { disabled: true },
      },
    ],
  }
}

function gauge(spec: Gauge, look: Look, locale: string): Option {
  const [from, to] = [Number(spec.from), Number(spec.to)]
  const ring = {
    type: 'gauge',
    min: from,
    max: to,
    startAngle: 205,
    endAngle: -25,
    radius: '94%',
    center: ['50%', '62%'],
  }
  const bare = {
    axisTick: { show: false },
    splitLine: { show: false },
    pointer: { show: false },
    anchor: { show: false },
  }
  return {
    series: [
      {
        ...ring,
        ...bare,
        progress: { show: true, width: 14, roundCap: true, itemStyle: { color: look.palette[0] } },
        axisLine: { roundCap: true, lineStyle: { width: 14, color: [[1, look.line]] } },
        axisLabel: { show: false },
        detail: {
          formatter: () => figure(spec.value, spec.unit, locale),
          color: look.ink,
          fontFamily: look.face,
          fontSize: 24,
          fontWeight: 600,
          offsetCenter: [0, '-4%'],
        },
        data: [{ value: Number(spec.value) }],
      },
      ...(spec.target === undefined
        ? []
        : [
            {
              ...ring,
              ...bare,
              axisLine: { show: false },
              axisLabel: { show: false },
              detail: { show: false },
              pointer: { show: true, icon: 'rect', width: 3, length: 22, offsetCenter: [0, '-78%'] },
              itemStyle: { color: look.ink },
              data: [{ value: Number(spec.target) }],
            },
          ]),
    ],
  }
}
