import { useLingui } from '@lingui/react/macro'
import { ArrowUpToLine, RotateCcw, X } from 'lucide-react'
import { dateTime } from '../format/date'
import { Badge } from '../ui/Badge'
import { IconButton } from '../ui/Button'
import css from './TalkLines.module.css'

export type Line = {
  key: number
  speaker: string | null | undefined
  at: string | null | undefined
  text: string
  known: boolean
  out: boolean
}
type Props = {
  lines: readonly Line[]
  sides: Readonly<Record<string, string>>
  onLines: (lines: Line[]) => void
}

/** What was understood of a conversation; messages can be left out, or joined with the one above. */
export function TalkLines({ lines, sides, onLines }: Props) {
  const { t } = useLingui()
  const join = (at: number) => {
    const [above, below] = [lines[at - 1], lines[at]]
    if (!above || !below) return
    const head = [below.speaker, below.at ? dateTime(below.at) : null].filter(Boolean).join(' ')
    const text = [above.text, head, below.text].filter(Boolean).join('\n')
    onLines([...lines.slice(0, at - 1), { ...above, text }, ...lines.slice(at + 1)])
  }
  const turn = (at: number) => onLines(lines.map((line, n) => (n === at ? { ...line, out: !line.out } : line)))
  const known = lines.filter((line) => line.known).length
  return (
    <>
      <ol className={css.lines} aria-label={t`Messages`}>
        {lines.map((line, n) => (
          <li
            key={line.key}
            className={[css.line, line.out && css.out, css[sides[line.speaker ?? ''] ?? 'other']]
              .filter(Boolean)
              .join(' ')}
          >
            <div className={css.head}>
              <span className={css.who}>{line.speaker ?? t`Nobody named`}</span>
              <span>{line.at ? dateTime(line.at) : t`no time`}</span>
              {line.known && <Badge>{t`known`}</Badge>}
              <span className={css.acts}>
                {n > 0 && !line.known && (
                  <IconButton small label={t`Join with the one above`} onClick={() => join(n)}>
                    <ArrowUpToLine size={13} />
                  </IconButton>
                )}
                {!line.known && (
                  <IconButton small label={line.out ? t`Take it in again` : t`Leave it out`} onClick={() => turn(n)}>
                    {line.out ? <RotateCcw size={13} /> : <X size={13} />}
                  </IconButton>
                )}
              </span>
            </div>
            <div className={css.text}>{line.text || '—'}</div>
          </li>
        ))}
      </ol>
      {known > 0 && <p className={css.hint}>{t`${known} were written down before and are left out.`}</p>}
    </>
  )
}
