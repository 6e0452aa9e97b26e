import { useLingui } from '@lingui/react/macro'
import { CircleAlert, GitCommitHorizontal, History, Pencil } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { dayOf } from '../format/date'
import { Button, IconButton } from './Button'
import { type Closed, ClosedReason } from './Closed'
import { ClosedMark } from './ClosedMark'
import css from './Field.module.css'
import { CellInput } from './grid/CellInput'
import type { Editable } from './grid/columns'
import { type Fault, readTyped } from './grid/typed'
import type { Saved } from './grid/useEdits'
import { useFaultWords } from './grid/useFaultWords'
import { Bubble } from './Menu'

/** Where a value came from: the file, row and person of an import, a rule, a system. */
export type Origin = { source: string; detail?: string; at?: string }

type Props = {
  label: string
  /** What is shown when nothing is being typed. */
  children: ReactNode
  closed?: Closed | null
  /** How it is edited; `value` is given no data here. */
  edit?: Omit<Editable<null>, 'value' | 'refuse'> & { value: string }
  onSave?: (after: string) => Promise<Saved>
  /** Earlier values, loaded when asked for. */
  history?: () => ReactNode
  origin?: Origin | null
}

type State =
  | { is: 'rest' }
  | { is: 'typing'; first: string | null; fault: Fault | null }
  | { is: 'saving'; text: string }
type Failed = { text: string; why: string }

/** One fact of a record: its label, its value, and on pointing what can be done: edit, earlier values, origin. */
export function Field({ label, children, closed, edit, onSave, history, origin }: Props) {
  const { t } = useLingui()
  const faultWords = useFaultWords()
  const draft = useRef('')
  const under = useRef(false)
  const [state, setState] = useState<State>({ is: 'rest' })
  const [failed, setFailed] = useState<Failed | null>(null)
  const [open, setOpen] = useState<'why' | 'history' | 'origin' | null>(null)
  const editable = edit !== undefined && onSave !== undefined && !closed
  const typing = state.is === 'typing'

  const save = async (after: string) => {
    if (!edit || !onSave || after === edit.value) return setState({ is: 'rest' })
    setState({ is: 'saving', text: edit.items?.find((item) => item.value === after)?.label ?? after })
    const answer = await onSave(after)
    setState({ is: 'rest' })
    setFailed(answer.ok ? null : { text: after, why: answer.why })
  }
  const commit = (value?: string) => {
    // Some browsers tell of a lost focus when the field goes away; by then it is over.
    if (!edit || !under.current) return
    const { kind, items = [], required = false } = edit
    const read =
      value === undefined
        ? readTyped(draft.current, { kind, items, required }, dayOf(new Date()))
        : ({ ok: true, value } as const)
    if (read.ok) {
      under.current = false
      void save(read.value)
    } else setState({ is: 'typing', first: draft.current, fault: read.why })
  }
  const cancel = () => {
    under.current = false
    setState({ is: 'rest' })
  }
  const start = (first: string | null) => {
    under.current = true
    draft.current = first ?? ''
    setState({ is: 'typing', first, fault: null })
  }
  const bubble = (which: 'history' | 'origin', name: string, icon: ReactNode, content: ReactNode) => (
    <Bubble
      label={name}
      open={open === which}
      onChange={(next) => setOpen(next ? which : null)}
      target={
        <IconButton small label={name} onClick={() => setOpen(open === which ? null : which)}>
          {icon}
        </IconButton>
      }
    >
      {content}
    </Bubble>
  )
  return (
    <div className={css.field}>
      <dt className={css.label}>{label}</dt>
      <dd className={[css.value, typing && css.typing, failed && css.failed].filter(Boolean).join(' ')}>
        {typing && edit ? (
          <CellInput
            column={{
              id: label,
              title: label,
              width: 0,
              cell: () => null,
              text: () => edit.value,
              edit: { ...edit, value: () => edit.value },
            }}
            data={null}
            open
            first={state.first}
            fault={state.fault ? faultWords(state.fault) : null}
            actions={{
              start: () => undefined,
              type: (text) => {
                draft.current = text
              },
              commit: (_, value) => commit(value),
              cancel,
              leave: () => commit(),
            }}
          />
        ) : (
          <>
            <span className={css.shown}>
              {state.is === 'saving' ? (
                <span className={css.saving} aria-busy="true">
                  {state.text || '—'}
                </span>
              ) : closed ? (
                <Bubble
                  label={t`Why is ${label} closed?`}
                  open={open === 'why'}
                  onChange={(next) => setOpen(next ? 'why' : null)}
                  target={
                    <button
                      type="button"
                      className={css.lock}
                      aria-expanded={open === 'why'}
                      onClick={() => setOpen(open === 'why' ? null : 'why')}
                    >
                      <ClosedMark wordy level={closed.level}>
                        {children}
                      </ClosedMark>
                      <span className="sr-only">{t`Why is ${label} closed?`}</span>
                    </button>
                  }
                >
                  <ClosedReason label={label} closed={closed} />
                </Bubble>
              ) : failed ? (
                failed.text || '—'
              ) : (
                children
              )}
            </span>
            <span className={css.tools}>
              {editable && state.is === 'rest' && (
                <IconButton small label={t`Edit ${label}`} onClick={() => start(failed?.text ?? null)}>
                  <Pencil size={13} />
                </IconButton>
              )}
              {history && bubble('history', t`Earlier values of ${label}`, <History size={13} />, history())}
              {origin &&
                bubble(
                  'origin',
                  t`Where ${label} comes from`,
                  <GitCommitHorizontal size={13} />,
                  <OriginWords origin={origin} />,
                )}
            </span>
          </>
        )}
        {failed && !typing && (
          <span role="alert" className={css.why}>
            <CircleAlert size={13} aria-hidden="true" /> {failed.why}
            <Button small onClick={() => void save(failed.text)}>{t`Try again`}</Button>
            <Button small look="quiet" onClick={() => setFailed(null)}>{t`Discard`}</Button>
          </span>
        )}
      </dd>
    </div>
  )
}

function OriginWords({ origin }: { origin: Origin }) {
  return (
    <div className={css.origin}>
      <strong>{origin.source}</strong>
      {origin.detail && <span>{origin.detail}</span>}
      {origin.at && <span>{origin.at}</span>}
    </div>
  )
}

/** Facts of a record, label beside value; in a narrow place the label stands above. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={css.facts}>{children}</dl>
}
