import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { FormulaEditorQuery } from '../__generated__/FormulaEditorQuery.graphql'
import { ClientChoice } from '../book/ClientChoice'
import { FormulaWords } from '../book/FormulaWords'
import { asFailure } from '../relay/failure'
import { Choice, type Item } from '../ui/Choice'
import { TextArea } from '../ui/TextField'
import { useFailureText } from '../ui/useFailureText'
import { bestLevel } from '../viewer/access'
import { useViewer } from '../viewer/Viewer'
import css from './Fields.module.css'

const query = graphql`
  query FormulaEditorQuery($formula: String!, $kind: String!, $client: ID!, $key: String) {
    previewFormula(formula: $formula, kind: $kind, client: $client, key: $key) {
      value
    }
  }
`
/** Kinds of fields that a formula can name. */
const NAMED: ReadonlySet<string> = new Set(['number', 'money', 'percent', 'date'])
const FUNCTIONS = ['min(a, b)', 'max(a, b)', 'abs(a)', 'round(a, 2)', 'days(from, to)', 'today', 'if(a > b, c, d)']

type Props = {
  value: string
  onChange: (value: string) => void
  kind: string
  /** Of the field it is for; empty while it has none. */
  fieldKey: string
  error?: string | undefined
}

/** A formula, typed or put together from fields; below it what it says, and its answer for one client. */
export function FormulaEditor({ value, onChange, kind, fieldKey, error }: Props) {
  const { t, i18n } = useLingui()
  const { fields, ownFields, access } = useViewer()
  const area = useRef<HTMLTextAreaElement>(null)
  const [client, setClient] = useState<Item | null>(null)
  const answer = useAnswer(value, kind, fieldKey, client?.value ?? null)
  const items = [...fields.values(), ...ownFields]
    .filter((field) => NAMED.has(field.kind) && field.filterable && field.key !== `custom:${fieldKey}`)
    .filter((field) => ['VIEW', 'EDIT'].includes(bestLevel(access, field.coordinate)))
    .map((field) => ({ value: field.key, label: i18n.locale === 'zh-CN' ? field.zh : field.en }))
  const insert = (text: string) => {
    const at = area.current?.selectionStart ?? value.length
    onChange(`${value.slice(0, at)}${text}${value.slice(area.current?.selectionEnd ?? at)}`)
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(at + text.length, at + text.length)
    })
  }
  return (
    <>
      <TextArea
        ref={area}
        label={t`Formula`}
        required
        rows={2}
        spellCheck={false}
        hint={t`+ - * / and brackets; ${FUNCTIONS.join('; ')}. Percentages count as they are written: divide by 100.`}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
      />
      <Choice
        label={t`Insert a field`}
        items={items}
        value={null}
        onChange={(next) => next && insert(next)}
        clearable
      />
      {value.trim() !== '' && (
        <p className={css.formula}>
          <FormulaWords formula={value} />
        </p>
      )}
      <ClientChoice label={t`Try it on a client`} value={client} onChange={setClient} />
      {client && (
        <output className={css.formula} aria-live="polite">
          {answer}
        </output>
      )}
    </>
  )
}

/** What the formula answers for a client, in words; asked a moment after the last key. */
function useAnswer(formula: string, kind: string, key: string, client: string | null): string {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const words = useFailureText()
  const latest = useRef(words)
  latest.current = words
  const [answer, setAnswer] = useState('…')
  useEffect(() => {
    if (!client || formula.trim() === '') return setAnswer('…')
    let stop: (() => void) | undefined
    const timer = setTimeout(() => {
      const asked = { formula, kind, client, key: key.trim() || null }
      const subscription = fetchQuery<FormulaEditorQuery>(environment, query, asked).subscribe({
        next: ({ previewFormula }) => {
          const value = previewFormula?.value
          setAnswer(value == null ? t`Nothing: something is missing, or divided by nothing.` : `= ${String(value)}`)
        },
        error: (fault: unknown) => setAnswer(latest.current(asFailure(fault)).title),
      })
      stop = () => subscription.unsubscribe()
    }, 250)
    return () => {
      clearTimeout(timer)
      stop?.()
    }
  }, [environment, formula, kind, key, client, t])
  return answer
}
