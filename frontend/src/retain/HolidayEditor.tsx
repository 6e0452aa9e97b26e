import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { HolidayEditorMutation } from '../__generated__/HolidayEditorMutation.graphql'
import { FREE, useCareWords } from '../book/careWords'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { DialogFooter } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './Care.module.css'

const mutation = graphql`
  mutation HolidayEditorMutation($input: PublishHolidayYearInput!) {
    publishHolidayYear(input: $input) {
      number
    }
  }
`
type Day = { date: string; kind: string; festival: string }
type Props = {
  year: number
  base: number
  days: readonly Day[]
  onPublished: () => void
  onClose: () => void
}

/** The days of a year, one a line. */
export function HolidayEditor({ year, base, days, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const words = useCareWords()
  const [rows, setRows] = useState<Day[]>(() => days.map(({ date, kind, festival }) => ({ date, kind, festival })))
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [run, busy] = useChange<HolidayEditorMutation>(mutation)
  const set = (at: number, change: Partial<Day>) => {
    const row = rows[at]
    if (row) setRows(rows.with(at, { ...row, ...change }))
  }
  const save = async () => {
    const outcome = await run({ input: { year, base, content: { days: rows }, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The days of ${year} are set.`)
    onPublished()
  }
  return (
    <div className={css.form}>
      {rows.map((row, at) => (
        <div key={at} className={css.fields}>
          <DateField label={t`Day`} value={row.date || null} onChange={(date) => set(at, { date: date ?? '' })} />
          <Choice
            label={t({ message: 'Kind', context: 'holiday' })}
            value={row.kind}
            onChange={(kind) => set(at, { kind: kind ?? 'holiday' })}
            items={[
              { value: 'holiday', label: t`Holiday` },
              { value: 'makeup_workday', label: t`Worked` },
            ]}
          />
          <Choice
            label={t`Festival`}
            value={row.festival}
            onChange={(festival) => set(at, { festival: festival ?? 'national' })}
            items={FREE.map((value) => ({ value, label: words.festivals[value] ?? value }))}
          />
          <Button small look="quiet" onClick={() => setRows(rows.toSpliced(at, 1))}>
            {t`Remove`}
          </Button>
        </div>
      ))}
      <div>
        <Button small onClick={() => setRows([...rows, { date: '', kind: 'holiday', festival: 'national' }])}>
          {t`Add a day`}
        </Button>
      </div>
      <TextField label={t`Why`} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <FailureLine failure={failure} />
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={rows.some((row) => !row.date)} onClick={() => void save()}>
          {t`Put in force`}
        </Button>
      </DialogFooter>
    </div>
  )
}
