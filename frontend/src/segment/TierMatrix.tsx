import { useLingui } from '@lingui/react/macro'
import { count } from '../format/money'
import { TextButton } from '../ui/Button'
import { DataTable, endCell } from '../ui/DataTable'
import type { Moves, Picked } from './TierMovesPanel'
import css from './Tiers.module.css'
import { useTierWords } from './tierWords'

type Cell = Moves['rows'][number]['cells'][number]
type Props = {
  moves: Moves
  word: (key: string | null | undefined, end: 'from' | 'to') => string
  onPick: ((picked: Picked) => void) | null
}

/** Rows say where the clients of a tier are now; shares of a row add up to 100 %. */
export function TierMatrix({ moves, word, onPick }: Props) {
  const { t, i18n } = useLingui()
  const columns = [
    ...new Map(moves.rows.flatMap((row) => row.cells.map((cell) => [cell.to ?? '', cell.to ?? null]))).values(),
  ].sort((a, b) => place(a, moves) - place(b, moves))
  if (moves.rows.length === 0) return null
  return (
    <DataTable
      label={t`Moves between tiers`}
      heads={[
        { id: 'from', title: t({ message: 'From', context: 'tier' }) },
        { id: 'total', title: t`Clients`, end: true },
        ...columns.map((key) => ({ id: key ?? 'left', title: word(key, 'to'), end: true })),
      ]}
    >
      {moves.rows.map((row) => (
        <tr key={row.tier ?? 'new'}>
          <th scope="row">{word(row.tier, 'from')}</th>
          <td className={endCell}>{row.total == null ? t`few` : count(row.total, i18n.locale)}</td>
          {columns.map((key) => {
            const cell = row.cells.find((each) => (each.to ?? null) === key)
            const name = `${word(row.tier, 'from')} → ${word(key, 'to')}`
            return (
              <td key={key ?? 'left'} className={endCell}>
                {cell ? (
                  <Shown
                    cell={cell}
                    name={name}
                    onPick={onPick ? () => onPick({ from: row.tier ?? null, to: key }) : null}
                  />
                ) : (
                  '—'
                )}
              </td>
            )
          })}
        </tr>
      ))}
    </DataTable>
  )
}

const place = (key: string | null, moves: Moves): number => {
  if (key === null) return 99
  const at = moves.tiers.findIndex((tier) => tier.key === key)
  return at < 0 ? 98 : at
}

function Shown({ cell, name, onPick }: { cell: Cell; name: string; onPick: (() => void) | null }) {
  const { t, i18n } = useLingui()
  const { cause } = useTierWords()
  if (cell.count == null) return <span>{t`few`}</span>
  const number = count(cell.count, i18n.locale)
  const share = cell.share == null ? '' : `${(Number(cell.share) * 100).toFixed(1)}%`
  const why = (['flow', 'market', 'model', 'profile'] as const)
    .filter((each) => cell[each])
    .map((each) => `${cause(each)} ${cell[each]}`)
  return (
    <span className={css.cell}>
      {onPick && cell.count > 0 ? (
        <TextButton onClick={onPick} aria-label={t`Clients ${name}: ${number}`}>
          {number}
        </TextButton>
      ) : (
        number
      )}
      {share && <small>{share}</small>}
      {why.length > 0 && <small>{why.join(' · ')}</small>}
    </span>
  )
}
