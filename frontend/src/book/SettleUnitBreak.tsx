import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { SettleUnitBreak_unitBreak$key } from '../__generated__/SettleUnitBreak_unitBreak.graphql'
import type { SettleUnitBreakMutation } from '../__generated__/SettleUnitBreakMutation.graphql'
import { decimal } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useFundWords } from './fundWords'
import css from './UnitBreaksPage.module.css'

const fragment = graphql`
  fragment SettleUnitBreak_unitBreak on UnitBreak {
    id
    version
    asOf
    ourUnits
    registrarUnits
    difference
    state
    note
    client {
      name
    }
    product {
      name
    }
  }
`
const mutation = graphql`
  mutation SettleUnitBreakMutation($input: SettleUnitBreakInput!) {
    settleUnitBreak(input: $input) {
      id
      version
      state
      note
      settledAt
      settledBy {
        name
      }
    }
  }
`

/** Both sides of a difference, and what became of it: with a reason, so that nobody has to find out twice. */
export function SettleUnitBreak({ unitBreak }: { unitBreak: SettleUnitBreak_unitBreak$key }) {
  const { t, i18n } = useLingui()
  const { items } = useFundWords()
  const data = useFragment(fragment, unitBreak)
  const [open, setOpen] = useState(false)
  const [state, setState] = useState('explained')
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [settle, busy] = useChange<SettleUnitBreakMutation>(mutation)
  const begin = () => {
    setState(data.state === 'open' ? 'explained' : (data.state ?? 'explained'))
    setNote(data.note ?? '')
    setFailure(null)
    setOpen(true)
  }
  const confirm = async () => {
    const outcome = await settle({ input: { id: data.id, version: data.version, state, note } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The difference was settled.`)
    setOpen(false)
  }
  const who = data.client?.name ?? t`Unknown investor`
  const what = `${data.asOf ?? ''} ${who} ${data.product?.name ?? ''}`
  const units = (value: string | null | undefined) => decimal(value, i18n.locale, 2)
  return (
    <>
      <Button small onClick={begin} aria-label={t`Settle ${what}`}>
        {t`Settle`}
      </Button>
      <Dialog title={t`Settle a difference`} open={open} onClose={() => setOpen(false)} size={520}>
        <Stack>
          <p>{what}</p>
          <dl className={css.sides}>
            <div>
              <dt>{t`Our units`}</dt>
              <dd>{units(data.ourUnits)}</dd>
            </div>
            <div>
              <dt>{t`Registrar's units`}</dt>
              <dd>{units(data.registrarUnits)}</dd>
            </div>
            <div>
              <dt>{t`Difference`}</dt>
              <dd>{units(data.difference)}</dd>
            </div>
          </dl>
          <Choice
            label={t`State`}
            required
            value={state}
            onChange={(next) => setState(next ?? 'explained')}
            items={items('breakStates')}
          />
          <TextArea
            label={t`Reason`}
            hint={t`What was found, and who said so.`}
            required
            value={note}
            maxLength={1000}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <FailureLine failure={failure} />
        </Stack>
        <DialogFooter>
          <Button onClick={() => setOpen(false)}>{t`Cancel`}</Button>
          <Button look="primary" busy={busy} disabled={note.trim() === ''} onClick={confirm}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </Dialog>
    </>
  )
}
