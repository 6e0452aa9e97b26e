import { useState } from 'react'
import { Chart } from '../ui/chart/Chart'
import { Sparkline } from '../ui/chart/Sparkline'
import type { ChartSpec } from '../ui/chart/spec'
import { TileMap } from '../ui/chart/TileMap'
import { Money } from '../ui/Money'
import { toast } from '../ui/Toasts'
import { Sample, Samples } from './Sample'
import { useSay } from './say'

const months = Array.from({ length: 12 }, (_, n) => `2026-${String(n + 1).padStart(2, '0')}`)
const wave = (base: number, swing: number, shift: number) =>
  months.map((_, n) => String(Math.round(base + swing * Math.sin((n + shift) / 1.9) + n * base * 0.02)))

/** Every kind of chart, each with its answer in words and its table. */
export function Charts() {
  const say = useSay()
  const [province, setProvince] = useState<string | null>('31')
  const inflow: ChartSpec = {
    kind: 'line',
    unit: 'money',
    categories: months,
    series: [
      { name: say('认购', 'Subscriptions'), values: wave(86_000_000, 21_000_000, 0) },
      { name: say('赎回', 'Redemptions'), values: wave(52_000_000, 12_000_000, 3).map((v, n) => (n === 7 ? null : v)) },
    ],
  }
  const tiers: ChartSpec = {
    kind: 'stacked',
    unit: 'count',
    categories: [say('一部', 'Team 1'), say('二部', 'Team 2'), say('三部', 'Team 3'), say('机构部', 'Institutions')],
    series: [
      { name: say('超高净值', 'Ultra high'), values: ['12', '8', '15', '31'] },
      { name: say('高净值', 'High'), values: ['64', '71', '58', '22'] },
      { name: say('大众', 'Mass'), values: ['180', '205', '166', '9'] },
    ],
  }
  const bars: ChartSpec = {
    kind: 'bar',
    unit: 'percent',
    categories: ['C1', 'C2', 'C3', 'C4', 'C5'],
    series: [
      { name: say('本季复投率', 'Reinvested this quarter'), values: ['0.21', '0.34', '0.47', '0.52', '0.39'] },
      { name: say('上季', 'Last quarter'), values: ['0.25', '0.31', '0.40', '0.55', '0.33'] },
    ],
  }
  const products: ChartSpec = {
    kind: 'donut',
    unit: 'money',
    parts: [
      { name: say('量化多头', 'Quant long'), value: '1820000000' },
      { name: say('固收增强', 'Fixed income plus'), value: '1240000000' },
      { name: say('市场中性', 'Market neutral'), value: '760000000' },
      { name: say('宏观策略', 'Macro'), value: '310000000' },
    ],
  }
  const funnel: ChartSpec = {
    kind: 'funnel',
    unit: 'count',
    parts: [
      { name: say('线索', 'Leads'), value: '1284' },
      { name: say('首次面谈', 'First meeting'), value: '612' },
      { name: say('风险测评', 'Questionnaire'), value: '401' },
      { name: say('签约打款', 'Sign and pay'), value: '188' },
      { name: say('复投', 'Reinvested'), value: '74' },
    ],
  }
  const flow: ChartSpec = {
    kind: 'sankey',
    unit: 'money',
    links: [
      { from: say('认购', 'Subscribed'), to: say('量化多头', 'Quant long'), value: '620000000' },
      { from: say('认购', 'Subscribed'), to: say('固收增强', 'Fixed income plus'), value: '410000000' },
      { from: say('量化多头', 'Quant long'), to: say('复投', 'Reinvested'), value: '280000000' },
      { from: say('量化多头', 'Quant long'), to: say('赎回离场', 'Left'), value: '90000000' },
      { from: say('固收增强', 'Fixed income plus'), to: say('复投', 'Reinvested'), value: '210000000' },
      { from: say('固收增强', 'Fixed income plus'), to: say('赎回离场', 'Left'), value: '60000000' },
    ],
  }
  const weekdays = [say('周一', 'Mon'), say('周二', 'Tue'), say('周三', 'Wed'), say('周四', 'Thu'), say('周五', 'Fri')]
  const heat: ChartSpec = {
    kind: 'heat',
    unit: 'count',
    columns: ['9:00', '10:00', '11:00', '13:00', '14:00', '15:00', '16:00'],
    rows: weekdays,
    values: weekdays.map((_, y) =>
      Array.from({ length: 7 }, (_, x) => (x === 2 && y === 3 ? null : String((x * 7 + y * 11) % 23))),
    ),
  }
  const scatter: ChartSpec = {
    kind: 'scatter',
    unit: 'money',
    x: { title: say('距上次互动（天）', 'Days since the last contact'), unit: 'number' },
    y: { title: say('存续规模', 'AUM') },
    points: Array.from({ length: 60 }, (_, n) => ({
      name: say(`客户 ${n + 1}`, `Client ${n + 1}`),
      x: String((n * 37) % 120),
      y: String(((n * 53) % 97) * 520_000 + 1_000_000),
    })),
  }
  const gauge: ChartSpec = { kind: 'gauge', unit: 'percent', value: '0.734', from: '0', to: '1', target: '0.8' }
  const provinces = { '31': '920000000', '11': '740000000', '44': '655000000', '33': '512000000', '32': '430000000' }
  const more = { '51': '210000000', '42': '180000000', '37': '166000000', '35': '120000000', '81': '98000000' }
  return (
    <Samples title={say('图表', 'Charts')}>
      <Sample title={say('折线', 'Line')}>
        <Chart
          title={say('每月认购与赎回', 'Subscriptions and redemptions by month')}
          summary={say('认购连续三个月高于赎回。', 'Subscriptions have been above redemptions for three months.')}
          spec={inflow}
          onPick={({ name, series }) => toast(`${name} · ${series}`)}
        />
      </Sample>
      <Sample title={say('堆叠', 'Stacked')}>
        <Chart
          title={say('各团队客户分层', 'Clients by team and tier')}
          summary={say('机构部的超高净值客户最多。', 'Institutions has most of the ultra high clients.')}
          spec={tiers}
        />
      </Sample>
      <Sample title={say('柱形', 'Bars')}>
        <Chart
          title={say('复投率', 'Reinvestment')}
          summary={say('C3、C5 比上季提高，C4 下降。', 'C3 and C5 rose over last quarter, C4 fell.')}
          spec={bars}
        />
      </Sample>
      <Sample title={say('环形', 'Donut')}>
        <Chart
          title={say('存续规模构成', 'AUM by strategy')}
          summary={say('量化多头占 44%。', 'Quant long is 44%.')}
          spec={products}
        />
      </Sample>
      <Sample title={say('漏斗', 'Funnel')}>
        <Chart
          title={say('从线索到复投', 'From lead to reinvestment')}
          summary={say('每 7 条线索有 1 位签约。', 'One of seven leads signs.')}
          spec={funnel}
        />
      </Sample>
      <Sample title={say('桑基', 'Sankey')}>
        <Chart
          title={say('资金去向', 'Where the money went')}
          summary={say('到期资金近一半复投。', 'Nearly half of what matured was reinvested.')}
          spec={flow}
        />
      </Sample>
      <Sample title={say('热力', 'Heat map')}>
        <Chart
          title={say('客户来电时段', 'When clients call')}
          summary={say('周五下午来电最多。', 'Most calls come on Friday afternoon.')}
          spec={heat}
        />
      </Sample>
      <Sample title={say('散点', 'Scatter')}>
        <Chart
          title={say('规模与沉默天数', 'Size against silence')}
          summary={say('右上角的客户最该联系。', 'Those at the top right should hear from us first.')}
          spec={scatter}
        />
      </Sample>
      <Sample title={say('仪表', 'Gauge')}>
        <Chart
          title={say('一小时内响应', 'Answered within an hour')}
          summary={say('目标 80%，还差 6.6 个百分点。', 'The target is 80%; 6.6 points are missing.')}
          spec={gauge}
        />
      </Sample>
      <Sample title={say('无数据', 'Nothing')}>
        <Chart
          title={say('本月赎回', 'Redemptions this month')}
          summary={say('本月尚无赎回。', 'There was none this month.')}
          spec={{ kind: 'bar', unit: 'money', categories: [], series: [] }}
        />
      </Sample>
      <Sample title={say('省份格子图', 'Provinces as tiles')}>
        <TileMap
          title={say('各省存续规模', 'AUM by province')}
          unit="money"
          values={{ ...provinces, ...more }}
          chosen={province}
          onPick={setProvince}
        />
      </Sample>
      <Sample title={say('迷你线', 'Sparkline')}>
        <Money cny="30225600" />{' '}
        <Sparkline values={wave(30, 6, 1)} label={say('近 12 个月上升', 'Rising over 12 months')} />
        <Sparkline values={[null, '3', '4', null, '2', '5']} label={say('有缺口', 'With a gap')} />
        <Sparkline values={[null]} label={say('无数据', 'Nothing')} />
      </Sample>
    </Samples>
  )
}
