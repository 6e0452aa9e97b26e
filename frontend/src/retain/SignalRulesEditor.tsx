import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { SignalRulesEditorMutation } from '../__generated__/SignalRulesEditorMutation.graphql'
import type {
  SignalRulesEditorQuery,
  SignalRulesEditorQuery$data,
} from '../__generated__/SignalRulesEditorQuery.graphql'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { contentDifferences } from '../ui/contentDifferences'
import { DialogFooter } from '../ui/Dialog'
import { DiffList } from '../ui/DiffList'
import { FailureLine, Note } from '../ui/ErrorState'
import { Money } from '../ui/Money'
import { Section } from '../ui/Page'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { percentOf, type RulesContent, ratioOf, type Saying } from './rulesContent'
import { SayingFields } from './SayingFields'
import css from './Signals.module.css'

const query = graphql`
  query SignalRulesEditorQuery($content: JSON!) {
    previewSignalRules(content: $content) {
      falling
      fallingDeeper
      loss
      silent
    }
  }
`
const mutation = graphql`
  mutation SignalRulesEditorMutation($input: PublishSignalRulesInput!) {
    publishSignalRules(input: $input) {
      number
    }
  }
`
/** What the server fills in. */
const PLACES = '{fund} {fall} {since} {navDate}'
type Props = {
  number: number
  newest: RulesContent
  from: RulesContent
  onPublished: () => void
  onClose: () => void
}
type Preview = SignalRulesEditorQuery$data['previewSignalRules']

/** The next rules of signals: whom they would concern is seen before they hold. */
export function SignalRulesEditor({ number, newest, from, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [content, setContent] = useState(() => structuredClone(from))
  const [percents, setPercents] = useState(() => ({
    alerts: from.drawdown.alerts.map((alert) => percentOf(alert.above)),
    rearm: percentOf(from.drawdown.rearm),
  }))
  const [note, setNote] = useState('')
  const [preview, setPreview] = useState<Preview | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [publish, busy] = useChange<SignalRulesEditorMutation>(mutation)
  const { drawdown, silence } = content
  const edit = (change: (next: RulesContent) => void) => {
    const next = structuredClone(content)
    change(next)
    setContent(next)
    setPreview(null)
  }
  const whole = (text: string) => Number.parseInt(text.replace(/\D/g, '').slice(0, 3) || '0', 10)
  const alertAt = (n: number, text: string) => {
    setPercents({ ...percents, alerts: percents.alerts.with(n, text) })
    edit((next) => {
      const alert = next.drawdown.alerts[n]
      if (alert) alert.above = ratioOf(text) ?? text
    })
  }
  const say = (at: (next: RulesContent) => Saying | undefined) => (saying: Saying) =>
    edit((next) => Object.assign(at(next) ?? {}, saying))
  const look = async () => {
    try {
      const found = await fetchQuery<SignalRulesEditorQuery>(environment, query, { content }).toPromise()
      setPreview(found?.previewSignalRules ?? null)
      setFailure(null)
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const go = async () => {
    const outcome = await publish({ input: { base: number, content, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The rules are in force.`)
    onPublished()
  }
  const changes = contentDifferences(newest, content)
  return (
    <div className={css.form}>
      <Section title={t`Drawdowns`}>
        <Choice
          label={t`Measured`}
          value={drawdown.basis}
          onChange={(basis) => edit((next) => Object.assign(next.drawdown, { basis: basis ?? 'purchase' }))}
          items={[
            { value: 'purchase', label: t`since the purchase` },
            { value: 'product', label: t`from the fund's high` },
            { value: 'cost', label: t`against cost` },
          ]}
        />
        {drawdown.alerts.map((alert, n) => (
          <div key={n} className={css.form}>
            <TextField
              label={t`Level ${n + 1} alarms beyond (%)`}
              inputMode="decimal"
              value={percents.alerts[n] ?? ''}
              onChange={(event) => alertAt(n, event.currentTarget.value)}
            />
            <SayingFields
              label={t`Talking points`}
              value={alert.talk}
              onChange={say((next) => next.drawdown.alerts[n]?.talk)}
            />
          </div>
        ))}
        <p className={css.meta}>{t`${PLACES} are filled in for each client.`}</p>
        <TextField
          label={t`Over once the fall is less than (%)`}
          inputMode="decimal"
          value={percents.rearm}
          onChange={(event) => {
            const rearm = event.currentTarget.value
            setPercents({ ...percents, rearm })
            edit((next) => Object.assign(next.drawdown, { rearm: ratioOf(rearm) ?? rearm }))
          }}
        />
        <TextField
          label={t`Workdays for the talk`}
          inputMode="numeric"
          value={String(drawdown.days)}
          onChange={(event) => {
            const days = whole(event.currentTarget.value)
            edit((next) => Object.assign(next.drawdown, { days }))
          }}
        />
      </Section>
      <Section title={t`Silent clients`}>
        <TextField
          label={t`Calendar months`}
          inputMode="numeric"
          value={String(silence.months)}
          onChange={(event) => {
            const months = whole(event.currentTarget.value)
            edit((next) => Object.assign(next.silence, { months }))
          }}
        />
        <Choice
          label={t`What counts as a contact`}
          value={silence.counts}
          onChange={(counts) => edit((next) => Object.assign(next.silence, { counts: counts ?? 'two_way' }))}
          items={[
            { value: 'two_way', label: t`Two-way contacts alone` },
            { value: 'any', label: t`Any contact` },
          ]}
        />
        {silence.steps.map((step, n) => (
          <div key={n} className={css.form}>
            <TextField
              label={t`Step ${n + 1} on day`}
              inputMode="numeric"
              value={String(step.after)}
              onChange={(event) => {
                const after = whole(event.currentTarget.value)
                edit((next) => Object.assign(next.silence.steps[n] ?? {}, { after }))
              }}
            />
            <SayingFields label={t`Task`} value={step.title} onChange={say((next) => next.silence.steps[n]?.title)} />
            <SayingFields label={t`How`} value={step.talk} onChange={say((next) => next.silence.steps[n]?.talk)} />
          </div>
        ))}
        <TextField
          label={t`Given up after (days)`}
          inputMode="numeric"
          value={String(silence.close_after)}
          onChange={(event) => {
            const close_after = whole(event.currentTarget.value)
            edit((next) => Object.assign(next.silence, { close_after }))
          }}
        />
      </Section>
      <Section title={t`What changes`}>
        {changes.length === 0 ? <p className={css.meta}>{t`Nothing yet.`}</p> : <DiffList rows={changes} />}
        {preview && (
          <Note tone="info">
            {t`Now alarmed by drawdowns: ${preview.falling} clients, ${preview.fallingDeeper} of them beyond level 1; silent: ${preview.silent} clients.`}{' '}
            <Money cny={preview.loss} />
          </Note>
        )}
        <TextField label={t`Why`} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <FailureLine failure={failure} />
      </Section>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button onClick={() => void look()}>{t`Who would be alerted now`}</Button>
        <Button look="primary" busy={busy} disabled={changes.length === 0} onClick={() => void go()}>
          {t`Put in force`}
        </Button>
      </DialogFooter>
    </div>
  )
}
