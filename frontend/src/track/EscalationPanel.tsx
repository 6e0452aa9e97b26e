import { useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { fetchQuery, graphql, useLazyLoadQuery, useRelayEnvironment } from 'react-relay'
import type { EscalationPanelDiscardMutation } from '../__generated__/EscalationPanelDiscardMutation.graphql'
import type { EscalationPanelDraftQuery } from '../__generated__/EscalationPanelDraftQuery.graphql'
import type { EscalationPanelMutation } from '../__generated__/EscalationPanelMutation.graphql'
import type { EscalationPanelQuery } from '../__generated__/EscalationPanelQuery.graphql'
import type { EscalationPanelSaveMutation } from '../__generated__/EscalationPanelSaveMutation.graphql'
import { useWords } from '../book/words'
import { dateTime } from '../format/date'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button, IconButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { contentDifferences } from '../ui/contentDifferences'
import { DiffList } from '../ui/DiffList'
import { FailureLine } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useRoleName } from '../viewer/useFields'
import { useRight } from '../viewer/Viewer'
import css from './TaskRules.module.css'

const query = graphql`
  query EscalationPanelQuery {
    escalationVersions {
      number
      content
      note
      publishedAt
      publishedBy {
        name
      }
    }
  }
`
const draftQuery = graphql`
  query EscalationPanelDraftQuery {
    escalationDraft {
      version
      base
      content
    }
  }
`
const save = graphql`
  mutation EscalationPanelSaveMutation($input: SaveEscalationDraftInput!) {
    saveEscalationDraft(input: $input) {
      version
    }
  }
`
const discard = graphql`
  mutation EscalationPanelDiscardMutation($input: DiscardEscalationDraftInput!) {
    discardEscalationDraft(input: $input) {
      number
    }
  }
`
const mutation = graphql`
  mutation EscalationPanelMutation($input: PublishEscalationInput!) {
    publishEscalation(input: $input) {
      number
    }
  }
`
type Step = { after: number; unit: string; to: string }
type Row = { kind: string; priority: string; steps: Step[] }
type Content = { tasks: Row[]; contacts: { priority: string; days: number }[] }
const ROLES = ['owner', 'team_lead', 'partner', 'executive', 'operations', 'compliance']

/** Who is told when a task is late and how long after, by kind and priority; put in force in versions. */
export function EscalationPanel() {
  const { t } = useLingui()
  const { word } = useWords()
  const roleName = useRoleName()
  const may = useRight('Mutation.publishEscalation')
  const [fetchKey, setFetchKey] = useState(0)
  const { escalationVersions: versions } = useLazyLoadQuery<EscalationPanelQuery>(
    query,
    {},
    { fetchPolicy: fetchKey ? 'network-only' : 'store-and-network', fetchKey },
  )
  const [publish, busy] = useChange<EscalationPanelMutation>(mutation)
  const [runSave, saving] = useChange<EscalationPanelSaveMutation>(save)
  const [runDiscard, dropping] = useChange<EscalationPanelDiscardMutation>(discard)
  const environment = useRelayEnvironment()
  /** The kept draft's version; 0: none is kept. */
  const [kept, setKept] = useState(0)
  const [draft, setDraft] = useState<Content | null>(null)
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const newest = versions[0]
  if (!newest) return <p>{t`No steps are in force: nobody is told when a task is late.`}</p>
  const content = draft ?? (newest.content as Content)
  const editing = draft !== null
  const changes = editing ? contentDifferences(newest.content, draft) : []
  const who = (role: string) => (role === 'owner' ? t`Whoever has it` : roleName(role))
  const put = (at: number, steps: Step[]) =>
    setDraft({ ...content, tasks: content.tasks.map((row, n) => (n === at ? { ...row, steps } : row)) })
  /** Goes on with the draft that somebody kept for this version, or begins one. */
  const begin = async () => {
    try {
      const found = await fetchQuery<EscalationPanelDraftQuery>(environment, draftQuery, {}).toPromise()
      const there = found?.escalationDraft
      setKept(there?.version ?? 0)
      const from = there && there.base === newest.number ? there.content : newest.content
      setDraft(structuredClone(from as Content))
      setFailure(null)
    } catch (error) {
      setFailure(asFailure(error))
    }
  }
  const keep = async (what: Content, version: number) => {
    const outcome = await runSave({ input: { content: what, base: newest.number, version } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    setKept(outcome.data.saveEscalationDraft?.version ?? version + 1)
    setDraft(what)
    toast(t`The draft is kept.`)
  }
  const drop = async (dropped: Content) => {
    const outcome = await runDiscard({ input: { draft: kept } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    setKept(0)
    setDraft(null)
    toast(t`The draft is discarded.`, { action: { label: t`Undo`, run: () => void keep(dropped, 0) } })
  }
  const send = async () => {
    const outcome = await publish({ input: { base: newest.number, content: draft, note: note || null } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    setDraft(null)
    setKept(0)
    setNote('')
    setFetchKey((key) => key + 1)
    toast(t`The new steps are in force.`)
  }
  return (
    <div className={css.list}>
      <p className={css.meta}>
        {t`Version ${newest.number}, in force since ${dateTime(newest.publishedAt)}`}
        {newest.publishedBy && ` · ${newest.publishedBy.name}`}
        {newest.note && ` · ${newest.note}`}
      </p>
      {may && !editing && (
        <div>
          <Button small look="primary" onClick={() => void begin()}>
            {t`Change the steps…`}
          </Button>
        </div>
      )}
      {content.tasks.map((row, at) => (
        <section key={`${row.kind} ${row.priority}`} className={css.kept}>
          <h3>
            {row.kind === 'mandatory' ? t`Mandatory` : t`Free`} · {word('priorities', row.priority)}
          </h3>
          {row.steps.length === 0 && <p className={css.meta}>{t`Nobody is told.`}</p>}
          <ol>
            {row.steps.map((step, n) => (
              <li key={n} className={editing ? css.step : undefined}>
                {editing ? (
                  <>
                    <TextField
                      label={t`After`}
                      inputMode="numeric"
                      value={String(step.after)}
                      onChange={(event) =>
                        put(
                          at,
                          row.steps.with(n, { ...step, after: Number(event.currentTarget.value.replace(/\D/g, '')) }),
                        )
                      }
                    />
                    <Choice
                      label={t`Unit`}
                      items={[
                        { value: 'hour', label: t`working hours` },
                        { value: 'day', label: t`workdays` },
                      ]}
                      value={step.unit}
                      onChange={(unit) => put(at, row.steps.with(n, { ...step, unit: unit ?? 'day' }))}
                    />
                    <Choice
                      label={t`Told`}
                      items={ROLES.map((value) => ({ value, label: who(value) }))}
                      value={step.to}
                      onChange={(to) => put(at, row.steps.with(n, { ...step, to: to ?? 'owner' }))}
                    />
                    <IconButton label={t`Take the step away`} onClick={() => put(at, row.steps.toSpliced(n, 1))}>
                      <X size={14} />
                    </IconButton>
                  </>
                ) : step.unit === 'hour' ? (
                  t`after ${step.after} working hours: ${who(step.to)}`
                ) : (
                  t`after ${step.after} workdays: ${who(step.to)}`
                )}
              </li>
            ))}
          </ol>
          {editing && (
            <Button
              small
              onClick={() =>
                put(at, [...row.steps, { after: (row.steps.at(-1)?.after ?? 0) + 1, unit: 'day', to: 'team_lead' }])
              }
            >
              <Plus size={13} aria-hidden="true" />
              {t`Add a step`}
            </Button>
          )}
        </section>
      ))}
      <section className={css.kept}>
        <h3>{t`Conversations with clients that are overdue`}</h3>
        <p className={css.meta}>
          {t`They go along the chain of the client's cell of the service matrix. Workdays between its steps:`}
        </p>
        <ul>
          {content.contacts.map((row, n) => (
            <li key={row.priority} className={editing ? css.step : undefined}>
              {editing ? (
                <TextField
                  label={word('priorities', row.priority)}
                  inputMode="numeric"
                  value={String(row.days)}
                  onChange={(event) => {
                    const days = Number(event.currentTarget.value.replace(/\D/g, ''))
                    setDraft({ ...content, contacts: content.contacts.with(n, { ...row, days }) })
                  }}
                />
              ) : (
                t`${word('priorities', row.priority)}: ${row.days}`
              )}
            </li>
          ))}
        </ul>
      </section>
      {editing && (
        <section className={css.kept}>
          <h3>{t`What changes`}</h3>
          {changes.length === 0 ? <p className={css.meta}>{t`Nothing yet.`}</p> : <DiffList rows={changes} />}
          <TextField label={t`Why`} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
          <FailureLine failure={failure} />
          <footer>
            <Button small onClick={() => setDraft(null)}>{t`Close`}</Button>
            {kept > 0 && (
              <Button small busy={dropping} onClick={() => void drop(content)}>{t`Discard the draft`}</Button>
            )}
            <Button small busy={saving} onClick={() => void keep(content, kept)}>
              {t`Keep the draft`}
            </Button>
            <Button small look="primary" busy={busy} disabled={changes.length === 0} onClick={send}>
              {t`Put in force`}
            </Button>
          </footer>
        </section>
      )}
    </div>
  )
}
