import { useLingui } from '@lingui/react/macro'
import css from '../book/Suitability.module.css'
import { type Content, isFree, RISKS, ROWS } from '../book/suitabilityContent'
import { useSuitabilityWords } from '../book/suitabilityWords'

type Props = { grid: Content['grid']; onTurn?: (row: string, risk: string) => void }

/** Levels against risks, each cell in colour and in words; `onTurn` lets the free ones be changed. */
export function SuitabilityGrid({ grid, onTurn }: Props) {
  const { t } = useLingui()
  const words = useSuitabilityWords()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={css.table} aria-label={t`Suitability grid`} tabIndex={0}>
      <table className={css.grid}>
        <thead>
          <tr>
            <th scope="col">{t`Client`}</th>
            {RISKS.map((risk) => (
              <th key={risk} scope="col">
                {risk}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map((row) => (
            <tr key={row}>
              <th scope="row">{words.row(row)}</th>
              {RISKS.map((risk) => {
                const result = grid[row]?.[risk] ?? 'refused'
                const word = words.result(result).word
                return (
                  <td key={risk}>
                    {onTurn && isFree(row, risk) ? (
                      <button
                        type="button"
                        className={css.cell}
                        data-result={result}
                        aria-label={t`${words.row(row)} and ${risk}: ${word}. Change`}
                        onClick={() => onTurn(row, risk)}
                      >
                        {word}
                      </button>
                    ) : (
                      <div className={css.cell} data-result={result}>
                        {word}
                      </div>
                    )}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
