import { useLingui } from '@lingui/react/macro'
import { Button } from '../ui/Button'
import { DateField } from '../ui/DateField'
import { TextField } from '../ui/TextField'
import css from './Booking.module.css'
import { emptyLot, type LotDraft, lotFigures } from './bookingDraft'

const MOST = 50

type Props = { lots: readonly LotDraft[]; onLots: (lots: readonly LotDraft[]) => void }

/** The lots of an opening balance: when units were bought, how many, what they cost, and their high-water mark. */
export function OpeningLots({ lots, onLots }: Props) {
  const { t } = useLingui()
  const set = (at: number, part: Partial<LotDraft>) =>
    onLots(lots.map((lot, n) => (n === at ? { ...lot, ...part } : lot)))
  return (
    <fieldset className={css.lots}>
      <legend>{t`Lots at the cut-over`}</legend>
      {lots.map((lot, n) => {
        const figures = lotFigures(lot)
        const wrong = (text: string, value: unknown) =>
          text.trim() !== '' && value === null ? t`This is no figure.` : undefined
        return (
          <div key={n} className={css.lot}>
            <DateField
              label={t`Bought on`}
              required
              value={lot.openedOn}
              onChange={(openedOn) => set(n, { openedOn })}
            />
            <TextField
              label={t`Units`}
              required
              inputMode="decimal"
              value={lot.units}
              error={wrong(lot.units, figures.units)}
              onChange={(event) => set(n, { units: event.currentTarget.value })}
            />
            <TextField
              label={t`Cost`}
              required
              inputMode="decimal"
              value={lot.cost}
              error={wrong(lot.cost, figures.cost)}
              onChange={(event) => set(n, { cost: event.currentTarget.value })}
            />
            <TextField
              label={t`High-water NAV`}
              inputMode="decimal"
              placeholder={t`If empty: same as the NAV`}
              value={lot.highWater}
              error={wrong(lot.highWater, figures.highWater)}
              onChange={(event) => set(n, { highWater: event.currentTarget.value })}
            />
            {lots.length > 1 && (
              <Button
                small
                look="quiet"
                aria-label={t`Remove lot ${n + 1}`}
                onClick={() => onLots(lots.filter((_, at) => at !== n))}
              >
                {t`Remove`}
              </Button>
            )}
          </div>
        )
      })}
      <Button small disabled={lots.length >= MOST} onClick={() => onLots([...lots, emptyLot])}>
        {t`Add a lot`}
      </Button>
    </fieldset>
  )
}
