import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { ExportRulesMutation } from '../__generated__/ExportRulesMutation.graphql'
import { count } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useRight } from '../viewer/Viewer'
import css from './Systemize.module.css'

const mutation = graphql`
  mutation ExportRulesMutation($input: SetExportRulesInput!) {
    setExportRules(input: $input) {
      rowsAlone
      keptDays
    }
  }
`

type Rules = { rowsAlone: number; keptDays: number }
type Props = { rules: Rules; onChanged: () => void }

/** From how many rows on somebody else has to agree and how long files lie here; who may changes it. */
export function ExportRules({ rules, onChanged }: Props) {
  const { t, i18n } = useLingui()
  const mayChange = useRight('Mutation.setExportRules')
  const [changing, setChanging] = useState(false)
  const alone =
    rules.rowsAlone === 0
      ? t`Every export has to be agreed to by somebody else.`
      : t`Above ${count(rules.rowsAlone, i18n.locale)} rows somebody else has to agree.`
  return (
    <div className={css.lead}>
      <Note>
        {alone}{' '}
        {t`All data of the firm always need it. Files lie here for ${rules.keptDays} days, then they are destroyed.`}
      </Note>
      {mayChange && <Button onClick={() => setChanging(true)}>{t`Change the rules`}</Button>}
      {changing && <RulesDialog rules={rules} onChanged={onChanged} onClose={() => setChanging(false)} />}
    </div>
  )
}

/** A whole number within bounds; null for anything else. */
function wholeWithin(text: string, low: number, high: number): number | null {
  const value = /^\d{1,7}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN
  return value >= low && value <= high ? value : null
}

function RulesDialog({ rules, onChanged, onClose }: Props & { onClose: () => void }) {
  const { t, i18n } = useLingui()
  const [run, busy] = useChange<ExportRulesMutation>(mutation)
  const [rows, setRows] = useState(String(rules.rowsAlone))
  const [days, setDays] = useState(String(rules.keptDays))
  const [failure, setFailure] = useState<Failure | null>(null)
  const rowsAlone = wholeWithin(rows, 0, 1_000_000)
  const keptDays = wholeWithin(days, 1, 30)
  const same = rowsAlone === rules.rowsAlone && keptDays === rules.keptDays
  const save = async () => {
    if (rowsAlone === null || keptDays === null) return
    setFailure(null)
    const outcome = await run({ input: { rowsAlone, keptDays } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The rules of exports were changed.`)
    onChanged()
    onClose()
  }
  const problem = (key: string) => (failure?.field === key ? failure.message : undefined)
  const now = (value: number) => t`Now: ${count(value, i18n.locale)}.`
  return (
    <Dialog title={t`Rules of exports`} open onClose={onClose} size={420}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Stack>
          <TextField
            label={t`Rows that need nobody else`}
            hint={`${t`Above that somebody else has to agree; 0: always.`} ${now(rules.rowsAlone)}`}
            required
            inputMode="numeric"
            data-autofocus
            value={rows}
            onChange={(event) => setRows(event.currentTarget.value)}
            error={rowsAlone === null ? t`A whole number from 0 to 1,000,000.` : problem('rowsAlone')}
          />
          <TextField
            label={t`Days that a file lies here`}
            hint={now(rules.keptDays)}
            required
            inputMode="numeric"
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
            error={keptDays === null ? t`A whole number from 1 to 30.` : problem('keptDays')}
          />
          {rowsAlone !== null && rowsAlone > rules.rowsAlone && (
            <Note tone="warn">{t`More rows will leave the firm without a second look.`}</Note>
          )}
          {failure && !['rowsAlone', 'keptDays'].includes(failure.field ?? '') && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={rowsAlone === null || keptDays === null || same}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
