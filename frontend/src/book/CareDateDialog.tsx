import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { CareDateDialogMutation } from '../__generated__/CareDateDialogMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import type { NotedDate } from './ClientCare'
import css from './ClientCare.module.css'
import { dayText, LUNAR_DAYS, LUNAR_MONTHS, partsOf } from './careDays'
import { DATE_KINDS, useCareWords } from './careWords'

const mutation = graphql`
  mutation CareDateDialogMutation($input: SaveCareDateInput!) {
    saveCareDate(input: $input) {
      id
    }
  }
`
type Props = { client: string; row: NotedDate | null; onSaved: () => void; onClose: () => void }

/** A day of a client: by the solar or the lunar calendar, its year if one knows it. */
export function CareDateDialog({ client, row, onSaved, onClose }: Props) {
  const { t, i18n } = useLingui()
  const words = useCareWords()
  const [kind, setKind] = useState<string>(row?.kind ?? 'birthday')
  const [label, setLabel] = useState(row?.label ?? '')
  const [lunar, setLunar] = useState(row?.lunar ?? false)
  const [parts, setParts] = useState(() => partsOf(row?.day ?? ''))
  const [failure, setFailure] = useState<Failure | null>(null)
  const [run, busy] = useChange<CareDateDialogMutation>(mutation)
  const zh = i18n.locale === 'zh-CN'
  const named = kind === 'other' || kind === 'family_birthday'
  const day = dayText(parts, lunar)
  const numbers = (most: number, name: readonly string[]) =>
    Array.from({ length: most }, (_, n) => ({
      value: String(n + 1).padStart(2, '0'),
      label: lunar && zh ? (name[n] ?? String(n + 1)) : String(n + 1),
    }))
  const save = async () => {
    if (!day) return
    const { id = null, version = null } = row ?? {}
    const outcome = await run({ input: { client, id, version, kind, label: label.trim() || null, day, lunar } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The day is noted; occasions and tasks follow.`)
    onSaved()
    onClose()
  }
  return (
    <Dialog title={row ? t`Change the day` : t`Note a day`} open onClose={onClose} size={480}>
      <Stack>
        <Choice
          label={t({ message: 'Kind', context: 'care' })}
          value={kind}
          onChange={(next) => setKind(next ?? 'birthday')}
          items={DATE_KINDS.map((value) => ({ value, label: words.kinds[value] ?? value }))}
        />
        <TextField
          label={t`Whose, or which`}
          required={named}
          maxLength={40}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Choice
          label={t({ message: 'Calendar', context: 'care' })}
          value={lunar ? 'lunar' : 'solar'}
          onChange={(next) => setLunar(next === 'lunar')}
          items={[
            { value: 'solar', label: t`Solar` },
            { value: 'lunar', label: t`Lunar` },
          ]}
        />
        <div className={css.parts}>
          <TextField
            label={t`Year`}
            inputMode="numeric"
            maxLength={4}
            hint={t`Empty: not known`}
            value={parts.year}
            onChange={(event) => setParts({ ...parts, year: event.currentTarget.value.replace(/\D/g, '') })}
          />
          <Choice
            label={t`Month`}
            required
            value={parts.month || null}
            onChange={(month) => setParts({ ...parts, month: month ?? '' })}
            items={numbers(12, LUNAR_MONTHS)}
          />
          <Choice
            label={t`Day`}
            required
            value={parts.day || null}
            onChange={(next) => setParts({ ...parts, day: next ?? '' })}
            items={numbers(lunar ? 30 : 31, LUNAR_DAYS)}
          />
        </div>
        {lunar && (
          <Toggle
            label={t`In a leap month; in years without it, it is kept in the ordinary month`}
            checked={parts.leap}
            onChange={(leap) => setParts({ ...parts, leap })}
          />
        )}
        {kind === 'birthday' && (
          <p
            className={css.meta}
          >{t`The birthday noted here is the one he keeps; it takes the place of the date of birth.`}</p>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look="primary"
          busy={busy}
          disabled={!day || (named && label.trim() === '')}
          onClick={() => void save()}
        >
          {t`Save`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
