import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ImportColumnsChooseMutation } from '../__generated__/ImportColumnsChooseMutation.graphql'
import type { ImportColumnsQuery } from '../__generated__/ImportColumnsQuery.graphql'
import { count } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { DataTable } from '../ui/DataTable'
import { FailureLine, Note } from '../ui/ErrorState'
import { Toggle } from '../ui/Toggle'
import type { ImportKind } from './ImportPage'
import css from './Imports.module.css'
import { named } from './importWords'

const query = graphql`
  query ImportColumnsQuery($id: ID!) {
    import(id: $id) {
      id
      reading {
        missing
        withHidden
        sheets {
          name
          hidden
          leftOut
          lines
          hiddenRows
          hiddenColumns
          struckRows
          first {
            line
            cells
          }
          tables {
            headerRows
            lines
            columns {
              letters
              header
              field
              samples
              hidden
            }
          }
        }
      }
    }
  }
`
const choose = graphql`
  mutation ImportColumnsChooseMutation($input: ChooseImportInput!) {
    chooseImport(input: $input) {
      id
      state
      step
      revision
      progress
      total
    }
  }
`
type Reading = NonNullable<NonNullable<ImportColumnsQuery['response']['import']>['reading']>
type Sheet = Reading['sheets'][number]
/** Field by "sheet!#C"; "" feeds nothing. */
type Fields = ReadonlyMap<string, string>

const place = (sheet: string, letters: string) => `${sheet}!#${letters}`

function fieldsOf(reading: Reading): Map<string, string> {
  const columns = reading.sheets.flatMap((sheet) =>
    sheet.tables.flatMap((table) =>
      table.columns.map((column) => [place(sheet.name, column.letters), column.field ?? '']),
    ),
  )
  return new Map(columns as [string, string][])
}

type Props = { id: string; revision: number; kind: ImportKind; onChosen: () => void }

/** Which sheets are read, and which column feeds which field. */
export function ImportColumns({ id, revision, kind, onChosen }: Props) {
  const { t, i18n } = useLingui()
  const data = useLazyLoadQuery<ImportColumnsQuery>(
    query,
    { id },
    { fetchPolicy: 'network-only', fetchKey: String(revision) },
  )
  const reading = data.import?.reading
  const [fields, setFields] = useState<Fields>(() => (reading ? fieldsOf(reading) : new Map()))
  const [left, setLeft] = useState<ReadonlySet<string>>(
    () => new Set(reading?.sheets.filter((sheet) => sheet.leftOut).map((sheet) => sheet.name)),
  )
  const [headers, setHeaders] = useState<ReadonlyMap<string, number>>(new Map())
  const [hidden, setHidden] = useState(reading?.withHidden ?? false)
  const [chooseImport, busy] = useChange<ImportColumnsChooseMutation>(choose)
  const [failure, setFailure] = useState<Failure | null>(null)
  if (!reading) return <Note>{t`What the file held is not kept any more.`}</Note>
  const hasHidden = reading.sheets.some((s) => s.hidden || s.hiddenRows > 0 || s.hiddenColumns.length > 0)
  const check = async () => {
    const outcome = await chooseImport({
      input: {
        id,
        withHidden: hidden,
        mapping: [...fields].map(([column, field]) => ({ column, field: field || null })),
        headers: [
          ...[...left].map((sheet) => ({ sheet, row: null })),
          ...[...headers].filter(([sheet]) => !left.has(sheet)).map(([sheet, row]) => ({ sheet, row })),
        ],
      },
    })
    if (outcome.ok) onChosen()
    else setFailure(outcome.failure)
  }
  const toggled = (name: string, on: boolean) => {
    const next = new Set(left)
    if (on) next.delete(name)
    else next.add(name)
    setLeft(next)
  }
  const missing = reading.missing.map((key) =>
    named(
      kind.fields.find((field) => field.key === key),
      i18n.locale,
    ),
  )
  return (
    <>
      {missing.length > 0 && (
        <Note tone="warn">{t`No column feeds: ${missing.join(t`, `)}. Rows without it are refused.`}</Note>
      )}
      {reading.sheets.map((sheet) => (
        <section key={sheet.name} className={css.sheet} aria-label={sheet.name}>
          <div className={css.sheetHead}>
            <Toggle
              label={<strong>{sheet.name}</strong>}
              checked={!left.has(sheet.name)}
              onChange={(on) => toggled(sheet.name, on)}
            />
            <span className={css.meta}>{t`${count(sheet.lines, i18n.locale)} rows`}</span>
            {sheet.hidden && <Badge hue="amber" shape="half">{t`hidden sheet`}</Badge>}
            {sheet.hiddenRows > 0 && <span className={css.meta}>{t`${sheet.hiddenRows} hidden rows`}</span>}
            {sheet.hiddenColumns.length > 0 && (
              <span className={css.meta}>{t`hidden columns: ${sheet.hiddenColumns.join(t`, `)}`}</span>
            )}
            {sheet.struckRows > 0 && <span className={css.meta}>{t`${sheet.struckRows} rows crossed out`}</span>}
          </div>
          {!left.has(sheet.name) &&
            (sheet.tables.length > 0 ? (
              <Columns sheet={sheet} kind={kind} fields={fields} onFields={setFields} />
            ) : (
              <HeaderRow
                sheet={sheet}
                value={headers.get(sheet.name)}
                onChange={(row) => setHeaders(new Map([...headers, [sheet.name, row]]))}
              />
            ))}
        </section>
      ))}
      {hasHidden && (
        <Toggle label={t`Also take hidden sheets, rows and columns`} checked={hidden} onChange={setHidden} />
      )}
      <FailureLine failure={failure} />
      <div className={css.foot}>
        <span className={css.space} />
        <Button look="primary" busy={busy} onClick={check}>
          {t`Check the rows`}
        </Button>
      </div>
    </>
  )
}

type ColumnsProps = { sheet: Sheet; kind: ImportKind; fields: Fields; onFields: (fields: Fields) => void }

function Columns({ sheet, kind, fields, onFields }: ColumnsProps) {
  const { t, i18n } = useLingui()
  return sheet.tables.map((table) => (
    <DataTable
      key={table.headerRows.join()}
      label={t`Columns of ${sheet.name}`}
      heads={[
        { id: 'letters', title: t`Column` },
        { id: 'header', title: t`Header` },
        { id: 'field', title: t`Becomes` },
        { id: 'samples', title: t`For example` },
      ]}
    >
      {table.columns.map((column) => {
        const at = place(sheet.name, column.letters)
        const field = fields.get(at) ?? ''
        return (
          <tr key={column.letters}>
            <td>{column.letters}</td>
            <td>
              {column.header}
              {column.hidden && <span className={css.meta}> {t`(hidden)`}</span>}
            </td>
            <td>
              <select
                className={css.pick}
                aria-label={t`What “${column.header}” becomes`}
                value={field}
                onChange={(event) => onFields(new Map([...fields, [at, event.currentTarget.value]]))}
              >
                <option value="">{t`not imported`}</option>
                {kind.fields.map((one) => (
                  <option key={one.key} value={one.key}>
                    {named(one, i18n.locale)}
                    {one.required ? ' *' : ''}
                  </option>
                ))}
              </select>
            </td>
            <td className={css.samples}>{column.samples.join(' · ')}</td>
          </tr>
        )
      })}
    </DataTable>
  ))
}

type HeaderRowProps = { sheet: Sheet; value: number | undefined; onChange: (row: number) => void }

/** A sheet whose header was not found: a person says which row it is. */
function HeaderRow({ sheet, value, onChange }: HeaderRowProps) {
  const { t } = useLingui()
  return (
    <>
      <Note>{t`No header was found in this sheet. Choose the row that holds it, or leave the sheet out.`}</Note>
      <select
        className={css.pick}
        aria-label={t`Header row of ${sheet.name}`}
        value={value ?? ''}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      >
        <option value="" disabled>
          {t`Header row`}
        </option>
        {sheet.first.map((row) => (
          <option key={row.line} value={row.line}>
            {row.line}: {row.cells.filter(Boolean).slice(0, 6).join(' · ')}
          </option>
        ))}
      </select>
    </>
  )
}
