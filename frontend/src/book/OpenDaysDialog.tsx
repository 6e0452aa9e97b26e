import { useLingui } from '@lingui/react/macro'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { OpenDaysDialogMutation } from '../__generated__/OpenDaysDialogMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button, IconButton } from '../ui/Button'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import css from './Booking.module.css'

const mutation = graphql`
  mutation OpenDaysDialogMutation($input: SetOpenDaysInput!) {
    setOpenDays(input: $input) {
      id
    }
  }
`
type Opening = { key: number; first: string | null; last: string | null; subscriptions: boolean; redemptions: boolean }
type Props = {
  product: string
  /** The openings from this day on are edited; earlier ones stay. */
  from: string
  openings: readonly {
    readonly first: string
    readonly last: string
    readonly subscriptions: boolean
    readonly redemptions: boolean
  }[]
  onDone: () => void
  onClose: () => void
}

/** The openings to come, edited together: the server refuses what breaks the regulator's rule, naming the day. */
export function OpenDaysDialog({ product, from, openings, onDone, onClose }: Props) {
  const { t } = useLingui()
  const [rows, setRows] = useState<Opening[]>(() =>
    openings.filter((each) => each.first >= from).map((each, key) => ({ key, ...each })),
  )
  const [failure, setFailure] = useState<Failure | null>(null)
  const [save, busy] = useChange<OpenDaysDialogMutation>(mutation)
  const set = (key: number, values: Partial<Opening>) =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...values } : row)))
  const add = () =>
    setRows([
      ...rows,
      {
        key: Math.max(-1, ...rows.map((row) => row.key)) + 1,
        first: null,
        last: null,
        subscriptions: true,
        redemptions: true,
      },
    ])
  const whole = rows.every((row) => row.first && row.last && (row.subscriptions || row.redemptions))
  const confirm = async () => {
    const days = [...openings.map((each) => each.last), ...rows.map((row) => row.last ?? from), from]
    const outcome = await save({
      input: {
        product,
        from,
        to: days.toSorted().at(-1) ?? from,
        openings: rows.map(({ first, last, subscriptions, redemptions }) => ({
          first: first ?? from,
          last: last ?? from,
          subscriptions,
          redemptions,
        })),
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The open days were saved.`)
    onDone()
    onClose()
  }
  return (
    <Dialog title={t`Open days from ${from} on`} open onClose={onClose} size={680}>
      <Stack>
        <Note>{t`Securities funds open at most once a week, for at most two days (AMAC operating guidelines, 2024-08-01).`}</Note>
        <div className={css.lines}>
          {rows.map((row) => (
            <div key={row.key} className={css.line}>
              <div className={css.day}>
                <DateField
                  label={t`First day`}
                  required
                  value={row.first}
                  onChange={(first) =>
                    set(row.key, { first, ...(row.last && first && row.last >= first ? {} : { last: first }) })
                  }
                />
              </div>
              <div className={css.day}>
                <DateField label={t`Last day`} required value={row.last} onChange={(last) => set(row.key, { last })} />
              </div>
              <div className={css.ends}>
                <Toggle
                  label={t`Subscriptions`}
                  checked={row.subscriptions}
                  onChange={(subscriptions) => set(row.key, { subscriptions })}
                />
                <Toggle
                  label={t`Redemptions`}
                  checked={row.redemptions}
                  onChange={(redemptions) => set(row.key, { redemptions })}
                />
                <IconButton
                  small
                  label={t`Remove the opening of ${row.first ?? '…'}`}
                  onClick={() => setRows(rows.filter((each) => each.key !== row.key))}
                >
                  <Trash2 size={14} />
                </IconButton>
              </div>
            </div>
          ))}
        </div>
        <div>
          <Button small onClick={add}>
            <Plus size={14} /> {t`Add an opening`}
          </Button>
        </div>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!whole} onClick={confirm}>
          {t`Save`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
