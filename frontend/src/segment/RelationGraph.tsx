import { useLingui } from '@lingui/react/macro'
import { useNavigate } from '@tanstack/react-router'
import { useWords } from '../book/words'
import { paths } from '../paths'
import css from './RelationGraph.module.css'

export type Tie = { id: string; name: string; words: string; family: boolean }
type Props = { name: string; ties: readonly Tie[] }

const WIDTH = 640
const NODE = { width: 132, height: 34 }
/** More than these would lie on one another; the tables below have them all. */
const MOST = 14

/**
 * A client in the middle, his family and whom he is tied to around him. A picture of the tables below: each name leads
 * to its client, and a screen reader hears it as a list of links.
 */
export function RelationGraph({ name, ties }: Props) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const shown = ties.slice(0, MOST)
  const height = shown.length > 6 ? 400 : 300
  const middle = { x: WIDTH / 2, y: height / 2 }
  const places = shown.map((tie, n) => {
    const angle = (2 * Math.PI * n) / shown.length - Math.PI / 2
    return {
      tie,
      x: middle.x + Math.cos(angle) * (WIDTH / 2 - NODE.width / 2 - 4),
      y: middle.y + Math.sin(angle) * (height / 2 - NODE.height / 2 - 8),
    }
  })
  return (
    <figure className={css.figure} aria-label={t`Around ${name}`}>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the figure is named, and a title would be a tooltip over all of it */}
      <svg viewBox={`0 0 ${WIDTH} ${height}`} className={css.graph}>
        {places.map(({ tie, x, y }) => (
          <g key={tie.id}>
            <line x1={middle.x} y1={middle.y} x2={x} y2={y} className={tie.family ? css.family : css.tie} />
            <text x={(middle.x * 2 + x * 3) / 5} y={(middle.y * 2 + y * 3) / 5 - 3} className={css.words}>
              {tie.words}
            </text>
          </g>
        ))}
        <Node x={middle.x} y={middle.y} name={name} own />
        {places.map(({ tie, x, y }) => (
          <a
            key={tie.id}
            href={paths.client(tie.id)}
            aria-label={`${tie.name}: ${tie.words}`}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return
              event.preventDefault()
              void navigate({ to: paths.client(tie.id) })
            }}
          >
            <Node x={x} y={y} name={tie.name} />
          </a>
        ))}
      </svg>
      {ties.length > MOST && (
        <figcaption className={css.more}>{t`${ties.length - MOST} more are in the tables below.`}</figcaption>
      )}
    </figure>
  )
}

function Node({ x, y, name, own }: { x: number; y: number; name: string; own?: boolean }) {
  const shown = [...name].length > 9 ? `${[...name].slice(0, 8).join('')}…` : name
  return (
    <g className={own ? css.own : css.node}>
      <rect
        x={x - NODE.width / 2}
        y={y - NODE.height / 2}
        width={NODE.width}
        height={NODE.height}
        rx={NODE.height / 2}
      />
      <text x={x} y={y + 5}>
        {shown}
      </text>
      <title>{name}</title>
    </g>
  )
}

type Member = { readonly id: string; readonly name: string | null | undefined }
type Relation = {
  readonly kind: string | null | undefined
  readonly outgoing: boolean | null | undefined
  readonly other: Member
}

/** Family members and ties of a client, each client once, with all the words for how they stand. */
export function useTies(
  own: string,
  members: readonly Member[],
  head: string | null | undefined,
  relations: readonly Relation[],
): Tie[] {
  const { t } = useLingui()
  const { word } = useWords()
  const ties = new Map<string, Tie>()
  const add = ({ id, name }: Member, words: string, family: boolean) => {
    const known = ties.get(id)
    ties.set(id, {
      id,
      name: name ?? '—',
      words: known ? `${known.words} · ${words}` : words,
      family: family || (known?.family ?? false),
    })
  }
  for (const { kind, outgoing, other } of relations) {
    const words = word('relationKinds', kind ?? 'other')
    add(other, outgoing ? t`is ${words} of them` : words, false)
  }
  for (const member of members) {
    if (member.id === own) continue
    const known = ties.get(member.id)
    if (known) ties.set(member.id, { ...known, family: true })
    else add(member, member.id === head ? t`Head` : t`Member`, true)
  }
  return [...ties.values()]
}
