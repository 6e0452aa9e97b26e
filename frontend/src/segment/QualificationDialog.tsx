import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { QualificationDialogMutation } from '../__generated__/QualificationDialogMutation.graphql'
import type { QualificationDialogQuery } from '../__generated__/QualificationDialogQuery.graphql'
import { contentOf } from '../book/suitabilityContent'
import { useSuitabilityWords } from '../book/suitabilityWords'
import { dateTime } from '../format/date'
import { moneyFull, parseMoney } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice, Choices } from '../ui/Choice'
import { DateField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { TextArea, TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'

const query = graphql`
  query QualificationDialogQuery($client: ID!) {
    suitabilityRules {
      content
    }
    fields(type: "Document") {
      key
      options {
        value
        zh
        en
      }
    }
    client(id: $client) {
      documents(first: 100) {
        nodes {
          id
          name
          category
          uploadedAt
        }
      }
    }
  }
`
const ask = graphql`
  mutation QualificationDialogMutation($input: RequestQualificationInput!) {
    requestQualification(input: $input) {
      id
    }
  }
`
type Props = { client: string; kind: string; onSaved: () => void; onClose: () => void }

/** Asks compliance that a client counts as qualified, professional or ordinary, with the proof for it. */
export function QualificationDialog({ client, kind, onSaved, onClose }: Props) {
  const { t, i18n } = useLingui()
  const words = useSuitabilityWords()
  const data = useLazyLoadQuery<QualificationDialogQuery>(query, { client }, { fetchPolicy: 'network-only' })
  const [run, busy] = useChange<QualificationDialogMutation>(ask)
  const [key, setKey] = useState<string | null>(null)
  const [amounts, setAmounts] = useState<Record<string, string>>({})
  const [years, setYears] = useState('')
  const [testedOn, setTestedOn] = useState<string | null>(null)
  const [documents, setDocuments] = useState<string[]>([])
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  if (!data.suitabilityRules) return null
  const bases = contentOf(data.suitabilityRules.content).qualification.bases.filter((basis) =>
    basis.kinds.includes(kind),
  )
  const basis = bases.find((each) => each.key === key)
  const name = (each: { zh: string; en: string }) => (words.zh ? each.zh : each.en)
  const options = data.fields.find((field) => field.key === 'category')?.options ?? []
  const category = (key: string) => {
    const found = options.find((option) => option.value === key)
    return found ? name(found) : key
  }
  const evidence = basis?.evidence ?? []
  const files = (data.client?.documents?.nodes ?? []).filter(
    (each) => evidence.length === 0 || evidence.includes(each.category ?? ''),
  )
  const measures = (basis?.measures ?? []).map((each) => ({ ...each, amount: parseMoney(amounts[each.measure] ?? '') }))
  const ready = Boolean(basis) && measures.every((each) => each.amount !== null)
  const send = async () => {
    if (!basis) return
    const outcome = await run({
      input: {
        client,
        basis: basis.key,
        measures: measures.map((each) => ({ measure: each.measure, amount: each.amount ?? '0' })),
        documents,
        years: years.trim() === '' ? null : Number.parseInt(years, 10),
        testedOn,
        note: note.trim() || null,
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Sent to compliance.`)
    onSaved()
    onClose()
  }
  return (
    <Dialog title={t`Request a qualification`} open onClose={onClose} size={560}>
      <Stack>
        <Choice
          label={t`Ground`}
          required
          items={bases.map((each) => ({ value: each.key, label: `${words.purpose(each.purpose)} · ${name(each)}` }))}
          value={key}
          onChange={(value) => {
            setKey(value)
            setDocuments([])
          }}
        />
        {measures.map((each) => (
          <TextField
            key={each.measure}
            label={words.measure(each.measure)}
            hint={t`at least ${moneyFull(each.minimum, i18n.locale)}`}
            required
            inputMode="decimal"
            value={amounts[each.measure] ?? ''}
            onChange={(event) => setAmounts({ ...amounts, [each.measure]: event.currentTarget.value })}
          />
        ))}
        {basis && basis.years > 0 && (
          <TextField
            label={t`Years of experience`}
            hint={t`at least ${basis.years}`}
            required
            inputMode="numeric"
            value={years}
            onChange={(event) => setYears(event.currentTarget.value.replace(/\D/g, '').slice(0, 2))}
          />
        )}
        {basis?.purpose === 'conversion' && (
          <DateField label={t`Passed the test on`} required value={testedOn} onChange={setTestedOn} />
        )}
        {evidence.length > 0 &&
          (files.length === 0 ? (
            <Note tone="warn">
              {t`The client has no such document yet: ${evidence.map(category).join(t`, `)}.`}{' '}
              <Link to={paths.client(client, 'documents')}>{t`Add one`}</Link>
            </Note>
          ) : (
            <Choices
              label={t`Proof`}
              required
              items={files.map((each) => ({
                value: each.id,
                label: `${category(each.category ?? '')} · ${each.name ?? ''} · ${dateTime(each.uploadedAt).slice(0, 10)}`,
              }))}
              value={documents}
              onChange={setDocuments}
            />
          ))}
        <TextArea
          label={t`Note`}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!ready} onClick={() => void send()}>
          {t`Ask compliance`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
