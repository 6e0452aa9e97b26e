import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ImportPreviewCommitMutation } from '../__generated__/ImportPreviewCommitMutation.graphql'
import type { ImportPreviewQuery } from '../__generated__/ImportPreviewQuery.graphql'
import { count } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button, buttonClass } from '../ui/Button'
import { FailureLine, Note } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { ImportIssues } from './ImportIssues'
import type { ImportKind } from './ImportPage'
import { ImportRows } from './ImportRows'
import css from './Imports.module.css'
import { ImportWishes } from './ImportWishes'
import { useRowStates } from './importWords'

const query = graphql`
  query ImportPreviewQuery($id: ID!) {
    import(id: $id) {
      id
      counts {
        accepted
        rejected
        skipped
      }
      findings {
        unmapped
        withoutTable
        inFile
        inBook
        decided
        hidden {
          sheets
          rows
          columns
        }
        ...ImportIssues_findings
      }
      ...ImportWishes_import
    }
  }
`
const commit = graphql`
  mutation ImportPreviewCommitMutation($input: CommitImportInput!) {
    commitImport(input: $input) {
      id
      state
      step
      progress
      total
    }
  }
`
type Props = { id: string; revision: number; kind: ImportKind }

/** Everything that would happen, before it does: counts, what is wrong, each row with its cells, twins, the yes. */
export function ImportPreview({ id, revision, kind }: Props) {
  const { t, i18n } = useLingui()
  const data = useLazyLoadQuery<ImportPreviewQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: String(revision) },
  )
  const [shown, setShown] = useState<string>('')
  const [code, setCode] = useState<string | null>(null)
  const [commitImport, busy] = useChange<ImportPreviewCommitMutation>(commit)
  const [failure, setFailure] = useState<Failure | null>(null)
  const rowState = useRowStates()
  const n = (value: number) => count(value, i18n.locale)
  const { counts, findings } = data.import ?? {}
  if (!data.import || !counts || !findings) return null
  const twins = findings.inFile + findings.inBook
  const filters = [
    { id: '', title: t`All rows` },
    ...(['accepted', 'rejected', 'skipped'] as const).map((status) => ({
      id: status,
      title: `${rowState(status).text} ${n(counts[status])}`,
    })),
    ...(twins > 0 ? [{ id: 'paired', title: t`May repeat something ${n(twins)}` }] : []),
  ]
  const confirm = async () => {
    const outcome = await commitImport({ input: { id, revision } })
    if (!outcome.ok) setFailure(outcome.failure)
  }
  const { hidden } = findings
  const unseen = hidden.sheets.length + hidden.rows + hidden.columns.length
  return (
    <>
      {findings.unmapped.length > 0 && (
        <Note>{t`Columns that are not imported: ${findings.unmapped.join(t`, `)}.`}</Note>
      )}
      {findings.withoutTable.length > 0 && (
        <Note>{t`Sheets without a table: ${findings.withoutTable.join(t`, `)}.`}</Note>
      )}
      {unseen > 0 && (
        <Note tone="warn">
          {t`Hidden in the file: ${hidden.sheets.length} sheets, ${hidden.rows} rows, columns ${hidden.columns.join(t`, `) || '—'}.`}
        </Note>
      )}
      <ImportIssues
        id={id}
        kind={kind}
        findings={findings}
        code={code}
        onCode={(next) => {
          setCode(next)
          setShown('')
        }}
      />
      <ImportWishes job={data.import} kind={kind} twins={twins} />
      <fieldset className={css.filters} aria-label={t`Rows shown`}>
        {filters.map((filter) => (
          <Button
            key={filter.id}
            small
            aria-pressed={shown === filter.id && code === null}
            onClick={() => {
              setShown(filter.id)
              setCode(null)
            }}
          >
            {filter.title}
          </Button>
        ))}
      </fieldset>
      <Boundary key={`${shown} ${code}`} fallback={<SkeletonRows />}>
        <ImportRows id={id} revision={revision} kind={kind} filter={shown} code={code} />
      </Boundary>
      <FailureLine failure={failure} />
      <div className={css.foot}>
        {counts.rejected > 0 && (
          <a href={paths.refusedRows(id)} className={buttonClass()} download>
            {t`Download the refused rows`}
          </a>
        )}
        <span className={css.space} />
        <Button look="primary" disabled={counts.accepted === 0} busy={busy} onClick={confirm}>
          {t`Import ${n(counts.accepted)} rows`}
        </Button>
      </div>
    </>
  )
}
