import { useMemo, useState } from 'react'
import { Badge } from '../ui/Badge'
import { Board, type Refusal } from '../ui/board/Board'
import type { PageSource } from '../ui/grid/source'
import { sumOf } from '../ui/grid/sums'
import { Money } from '../ui/Money'
import { toast } from '../ui/Toasts'
import css from './Boards.module.css'
import { type Person, people } from './people'
import { Sample, Samples } from './Sample'
import { useSay } from './say'

const stages = ['lead', 'meeting', 'suitability', 'signing', 'holding', 'reinvesting'] as const
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function PersonCard({ card }: { card: Person }) {
  return (
    <div className={css.card}>
      <strong className={css.name}>{card.name}</strong>
      <span className={css.line}>
        <Money cny={card.aum} />
        <Badge hue="blue" shape="rise">
          {card.risk}
        </Badge>
      </span>
      <span className={css.meta}>
        {card.owner} · {card.since}
      </span>
    </div>
  )
}

/** A board of journeys: 1,200 cards, moved by mouse, finger, keyboard and menu. */
export function Boards() {
  const say = useSay()
  const [rows, setRows] = useState(() =>
    people(1_200).map((person, n) => ({ ...person, stage: stages[n % 97 < 40 ? 0 : n % stages.length] as string })),
  )
  const titles: Record<string, string> = {
    lead: say('线索', 'Lead'),
    meeting: say('首次面谈', 'First meeting'),
    suitability: say('适当性', 'Suitability'),
    signing: say('签约打款', 'Sign and pay'),
    holding: say('持有', 'Holding'),
    reinvesting: say('复投', 'Reinvesting'),
  }
  const lists = useMemo(
    () => new Map(stages.map((stage) => [stage as string, rows.filter((row) => row.stage === stage)])),
    [rows],
  )
  const sources = useMemo(() => new Map([...lists].map(([stage, own]) => [stage, sourceOf(own)])), [lists])
  const onMove = async (card: Person, to: string): Promise<Refusal | null> => {
    await wait(500)
    if (to === 'signing' && card.risk === 'C1')
      return {
        title: say(`${card.name} 还不能签约`, `${card.name} cannot sign yet`),
        missing: [
          {
            label: say('风险测评已过期', 'The risk questionnaire has expired'),
            detail: say('有效期至 2026-08-01', 'Valid until 2026-08-01'),
            action: { label: say('发起测评', 'Send it'), run: () => toast(say('已发起。', 'Sent.')) },
          },
          { label: say('合格投资者证明未上传', 'No proof of the qualified investor') },
        ],
      }
    setRows((before) => {
      const rest = before.filter((row) => row.id !== card.id)
      return [{ ...card, stage: to }, ...rest]
    })
    return null
  }
  return (
    <Samples title={say('看板', 'Board')}>
      <Sample
        wide
        title={say(
          '客户旅程（C1 客户进入“签约打款”会被退回）',
          'Journeys (a C1 client comes back from “Sign and pay”)',
        )}
      >
        <div className={css.board}>
          <Board
            label={say('客户旅程', 'Journeys')}
            columns={stages.map((stage) => ({
              id: stage,
              title: titles[stage] ?? stage,
              count: lists.get(stage)?.length ?? 0,
              sum: <Money cny={sumOf((lists.get(stage) ?? []).map(({ aum }) => aum))?.sum ?? '0'} />,
            }))}
            cardsOf={(stage) => sources.get(stage) ?? sourceOf([])}
            idOf={(card) => card.id}
            nameOf={(card) => card.name}
            Card={PersonCard}
            onOpen={(card) => toast(card.name)}
            onMove={onMove}
            closed={(card, to) =>
              to === 'reinvesting' && card.aum === '0'
                ? say('没有持仓，不能复投。', 'Nothing held, so nothing to reinvest.')
                : null
            }
            mayMove
          />
        </div>
      </Sample>
    </Samples>
  )
}

const sourceOf = <Row,>(rows: readonly Row[]): PageSource<Row> => ({
  total: rows.length,
  more: false,
  ready: true,
  stale: false,
  failure: null,
  row: (index) => rows[index],
  need: () => undefined,
  load: async (from, to) => rows.slice(from, to + 1),
  retry: () => undefined,
})
