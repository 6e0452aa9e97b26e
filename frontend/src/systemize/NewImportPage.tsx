import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { NewImportPageQuery } from '../__generated__/NewImportPageQuery.graphql'
import { paths, query as queryOf } from '../paths'
import { asFailure, type Failure } from '../relay/failure'
import { sendFile } from '../relay/http'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine, Note } from '../ui/ErrorState'
import { FileDrop, type Sent } from '../ui/FileDrop'
import { Page } from '../ui/Page'
import { Stepper } from '../ui/Wizard'
import { useGo, useSearchValues } from '../viewer/url'
import css from './Imports.module.css'
import { useImportSteps } from './importSteps'
import { named } from './importWords'

const query = graphql`
  query NewImportPageQuery {
    importKinds {
      key
      zh
      en
      permitted
      fields {
        key
        zh
        en
        required
        hintZh
        hintEn
      }
      oneOf
    }
  }
`
const ENDINGS = ['.xlsx', '.xls', '.xlsb', '.ods', '.csv', '.tsv', '.txt', '.htm', '.html']
const MOST = 20 * 2 ** 20

/** The first step of an import: what the file is about, and the file. */
export function NewImportPage() {
  const { t, i18n } = useLingui()
  const { importKinds } = useLazyLoadQuery<NewImportPageQuery>(query, {})
  const permitted = importKinds.filter((kind) => kind.permitted)
  const asked = useSearchValues().kind
  const steps = useImportSteps()
  const [chosen, setChosen] = useState<string | null>(null)
  const kind = permitted.find(({ key }) => key === (chosen ?? asked)) ?? permitted[0]
  if (!kind)
    return (
      <Page title={t`Import a workbook`} padded>
        <EmptyState scene="list" title={t`You may not import anything.`}>
          {t`Importing needs the right to make such records by hand.`}
        </EmptyState>
      </Page>
    )
  const needed = kind.fields.filter((field) => field.required || kind.oneOf.some((group) => group.includes(field.key)))
  return (
    <Page title={t`Import a workbook`} padded>
      <div className={css.wizard}>
        <Stepper steps={steps} at={0} />
        <div className={css.first}>
          <Choice
            label={t`What is in the file`}
            items={permitted.map((one) => ({ value: one.key, label: named(one, i18n.locale) }))}
            value={kind.key}
            onChange={setChosen}
          />
          <Upload key={kind.key} kind={kind.key} />
          <Note>
            {t`Needed columns: ${needed.map((field) => named(field, i18n.locale)).join(t`, `)}. Everything else is found by its header; titles, merged cells, totals and units are understood.`}
          </Note>
        </div>
      </div>
    </Page>
  )
}

function Upload({ kind }: { kind: string }) {
  const { t } = useLingui()
  const go = useGo()
  const [file, setFile] = useState<File | null>(null)
  const [sent, setSent] = useState<Sent | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [known, setKnown] = useState(false)
  const send = async (chosen: File, again = false) => {
    const line = { id: chosen.name, name: chosen.name, size: chosen.size }
    setFile(chosen)
    setFailure(null)
    setKnown(false)
    setSent({ ...line, state: 'sending', share: 0 })
    const path = `/files/imports${queryOf({ kind, file: chosen.name, again: again ? '1' : null })}`
    try {
      const answer = await sendFile<{ id: string | null; state: string }>(path, chosen, (share) =>
        setSent({ ...line, state: 'sending', share }),
      )
      setSent({ ...line, state: 'done' })
      if (answer.state === 'done' && !again) setKnown(true)
      else if (answer.id) go(paths.import(answer.id), { replace: true })
    } catch (error) {
      const refused = asFailure(error)
      setSent({ ...line, state: 'failed', ...(refused.message ? { why: refused.message } : {}) })
      if (!refused.message) setFailure(refused)
    }
  }
  return (
    <>
      <FileDrop
        label={t`Drop a workbook here, or`}
        endings={ENDINGS}
        largest={MOST}
        files={sent ? [sent] : []}
        onFiles={([chosen]) => chosen && send(chosen)}
        onRemove={() => setSent(null)}
        disabled={sent?.state === 'sending'}
      />
      <FailureLine failure={failure} />
      {known && file && (
        <Note tone="warn">
          {t`This very file was imported before; nothing was done.`}{' '}
          <Button small onClick={() => send(file, true)}>
            {t`Import it once more`}
          </Button>
        </Note>
      )}
    </>
  )
}
