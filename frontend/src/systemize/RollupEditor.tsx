import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { RollupEditorQuery } from '../__generated__/RollupEditorQuery.graphql'
import { ClientChoice } from '../book/ClientChoice'
import { CURRENCIES } from '../book/currencies'
import { RollupWords } from '../book/RollupWords'
import { FOREIGN, fits, ROLLED, type Rollup, sentRollup, TAKES } from '../book/rollup'
import { useClientFacts } from '../book/useClientFacts'
import { useTakeWords } from '../book/useTakeWords'
import { useAnswer } from '../relay/useAnswer'
import { Choice, type Item } from '../ui/Choice'
import { ConditionBuilder } from '../ui/condition/ConditionBuilder'
import { Note } from '../ui/ErrorState'
import { TextField } from '../ui/TextField'
import { Toggle } from '../ui/Toggle'
import { useFailureText } from '../ui/useFailureText'
import css from './Fields.module.css'

const query = graphql`
  query RollupEditorQuery($rollup: JSON!, $kind: String!, $client: ID!) {
    previewRollup(rollup: $rollup, kind: $kind, client: $client) {
      value
    }
  }
`
type Props = { value: Rollup; onChange: (value: Rollup) => void; kind: string; error?: string | undefined }

/** Which rows of a client are counted, added up or picked; below in words, and what they come to for one client. */
export function RollupEditor({ value, onChange, kind, error }: Props) {
  const { t } = useLingui()
  const takes = useTakeWords()
  const { relations } = useClientFacts({ words: true })
  const [client, setClient] = useState<Item | null>(null)
  const rows = relations.filter(({ key }) => ROLLED.has(key))
  const of = rows.find(({ key }) => key === value.relation)
  const fields = (of?.facts ?? []).filter((fact) => fits(value.take, fact.kind))
  const field = fields.find(({ key }) => key === value.field)
  const put = (part: Partial<Rollup>) => onChange({ ...value, ...part })
  const pick = (key: string | null, relation = value.relation) => {
    const kindOf = rows.find((each) => each.key === relation)?.facts.find((fact) => fact.key === key)?.kind
    put({ relation, field: key, currency: kindOf === 'money' && FOREIGN.has(relation) ? 'CNY' : null })
  }
  const isWhole = Boolean(of) && (value.take === 'count' || Boolean(field))
  return (
    <>
      <div className={css.two}>
        <Choice
          label={t`Of which rows`}
          items={rows.map(({ key, label }) => ({ value: key, label }))}
          value={value.relation || null}
          onChange={(relation) => onChange({ relation: relation ?? '', take: value.take, days: value.days ?? null })}
        />
        <Choice
          label={t`Taken as`}
          items={TAKES.map((take) => ({ value: take, label: takes(take) }))}
          value={value.take}
          onChange={(take) => onChange({ ...value, take: take ?? 'count', field: null, currency: null })}
        />
      </div>
      {value.take !== 'count' && of && (
        <div className={css.two}>
          <Choice
            label={t`Of which field`}
            items={fields.map(({ key, label }) => ({ value: key, label }))}
            value={value.field ?? null}
            onChange={(key) => pick(key)}
          />
          {field?.kind === 'money' && FOREIGN.has(value.relation) && (
            <Choice
              label={t`Only amounts in`}
              items={CURRENCIES.map((currency) => ({ value: currency, label: currency }))}
              value={value.currency ?? 'CNY'}
              onChange={(currency) => put({ currency: currency ?? 'CNY' })}
            />
          )}
        </div>
      )}
      <TextField
        label={t`Only of the last so many days`}
        inputMode="numeric"
        hint={t`Empty: of any time.`}
        value={value.days == null ? '' : String(value.days)}
        onChange={(event) => {
          const text = event.currentTarget.value.trim()
          if (/^[0-9]{0,5}$/.test(text)) put({ days: text === '' ? null : Number(text) })
        }}
      />
      {of && (
        <>
          <Toggle
            label={t`Only rows for which a condition holds`}
            checked={value.where != null}
            onChange={(on) => put({ where: on ? { all: [] } : null })}
          />
          {value.where != null && (
            <ConditionBuilder
              key={value.relation}
              label={t`Which rows count`}
              condition={value.where}
              facts={of.facts}
              relations={(of.relations ?? []).filter(({ key }) => key === 'product')}
              onChange={(where) => put({ where })}
            />
          )}
        </>
      )}
      {error && <Note tone="warn">{error}</Note>}
      {isWhole && (
        <>
          <p className={css.formula}>
            <RollupWords rollup={sentRollup(value)} />
          </p>
          <ClientChoice label={t`Try it on a client`} value={client} onChange={setClient} />
          {client && <Answer rollup={sentRollup(value)} kind={kind} client={client.value} />}
        </>
      )}
    </>
  )
}

function Answer({ rollup, kind, client }: { rollup: Rollup; kind: string; client: string }) {
  const { t } = useLingui()
  const words = useFailureText()
  const answer = useAnswer<RollupEditorQuery>(query, { rollup, kind, client })
  const value = answer && 'data' in answer ? answer.data.previewRollup?.value : null
  const said = !answer
    ? '…'
    : 'failure' in answer
      ? words(answer.failure).title
      : value == null
        ? t`Nothing`
        : `= ${String(value)}`
  return (
    <output className={css.formula} aria-live="polite">
      {said}
    </output>
  )
}
