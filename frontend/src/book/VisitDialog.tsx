import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { VisitDialogMutation } from '../__generated__/VisitDialogMutation.graphql'
import type { VisitDialogQuery } from '../__generated__/VisitDialogQuery.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import css from './Orders.module.css'
import { rulesOf } from './orderContent'
import { missingIn } from './orderRefusal'
import { useOrderWords } from './orderWords'

const query = graphql`
  query VisitDialogQuery {
    orderRules {
      number
      content
    }
  }
`
const mutation = graphql`
  mutation VisitDialogMutation($input: VisitOrderInput!) {
    visitOrder(input: $input) {
      ...OrderMoves_order
      ...OrderHistory_order
    }
  }
`
type Props = {
  order: { readonly id: string; readonly version: number }
  onSaved: () => void
  onClose: () => void
}

/** The return visit: the questions of the rules, each answered with yes or no by the client. */
export function VisitDialog({ order: { id, version }, onSaved, onClose }: Props) {
  const { t, i18n } = useLingui()
  const words = useOrderWords()
  const { orderRules } = useLazyLoadQuery<VisitDialogQuery>(query, {}, { fetchPolicy: 'store-or-network' })
  const [run, busy] = useChange<VisitDialogMutation>(mutation)
  const [channel, setChannel] = useState<string | null>(null)
  const [answers, setAnswers] = useState<Record<string, boolean>>({})
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  if (!orderRules) return null
  const { visit } = rulesOf(orderRules.content)
  const channels = visit.channels.map((value) => ({ value, label: words.channel(value) }))
  const picked = channel ?? channels[0]?.value ?? ''
  const complete = visit.questions.every(({ key }) => key in answers)
  const faults = visit.questions.filter(({ key, wanted }) => key in answers && answers[key] !== wanted)
  const save = async () => {
    const heldAt = new Date().toISOString()
    const input = { id, version, channel: picked, answers, heldAt, note: note.trim() || null, rules: orderRules.number }
    const outcome = await run({ input })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(faults.length > 0 ? t`The visit was not passed: repeat it, or cancel the order.` : t`The visit is passed.`)
    onSaved()
    onClose()
  }
  const missing = missingIn(failure, i18n.locale)
  return (
    <Dialog title={t`Return visit`} open onClose={onClose} size={600}>
      <Stack>
        <Choice label={t`How`} items={channels} value={picked} onChange={setChannel} />
        <div>
          {visit.questions.map(({ key, zh, en }) => (
            <fieldset key={key} className={css.question}>
              <legend>{words.zh ? zh : en}</legend>
              {[true, false].map((value) => (
                <label key={String(value)}>
                  <input
                    type="radio"
                    name={key}
                    checked={answers[key] === value}
                    onChange={() => setAnswers({ ...answers, [key]: value })}
                  />{' '}
                  {value ? t`Yes` : t`No`}
                </label>
              ))}
            </fieldset>
          ))}
        </div>
        {faults.length > 0 && <Note tone="warn">{t`${faults.length} answers are not as they should be.`}</Note>}
        <TextArea
          label={t`Note`}
          required={faults.length > 0}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {missing.length > 0 ? <Note tone="warn">{missing.join('；')}</Note> : <FailureLine failure={failure} />}
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!complete} onClick={() => void save()}>{t`Write down`}</Button>
      </DialogFooter>
    </Dialog>
  )
}
