import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ImportRowsQuery } from '../__generated__/ImportRowsQuery.graphql'
import { Button } from '../ui/Button'
import { DataTable } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import type { ImportKind } from './ImportPage'
import { ImportRowLine } from './ImportRowLine'
import css from './Imports.module.css'
import { named } from './importWords'

const query = graphql`
  query ImportRowsQuery($id: ID!, $after: Int!, $status: String, $code: String, $paired: Boolean!) {
    import(id: $id) {
      id
      rows(first: 30, after: $after, status: $status, code: $code, paired: $paired) {
        next
        nodes {
          id
          cells {
            field
          }
          ...ImportRowLine_row
        }
      }
    }
  }
`
type Props = { id: string; revision: number; kind: ImportKind; filter: string; code: string | null }

/** The rows of the preview, thirty at a time; each cell can be typed anew. */
export function ImportRows({ id, revision, kind, filter, code }: Props) {
  const { t, i18n } = useLingui()
  // Where the pages before began, so that one can go back.
  const [pages, setPages] = useState<readonly number[]>([-1])
  const after = pages[pages.length - 1] ?? -1
  const data = useLazyLoadQuery<ImportRowsQuery>(
    query,
    { id, after, status: filter === '' || filter === 'paired' ? null : filter, code, paired: filter === 'paired' },
    { fetchPolicy: 'store-and-network', fetchKey: String(revision) },
  )
  const page = data.import?.rows
  if (!page) return null
  if (page.nodes.length === 0) return <EmptyState small title={t`No such rows.`} />
  const used = new Set(page.nodes.flatMap((row) => row.cells.map((cell) => cell.field)))
  const fields = kind.fields.filter((field) => used.has(field.key))
  const next = page.next
  return (
    <>
      <DataTable
        label={t`Rows`}
        heads={[
          { id: 'place', title: t`Row` },
          { id: 'status', title: t`State` },
          ...fields.map((field) => ({ id: field.key, title: named(field, i18n.locale) })),
          { id: 'pairs', title: t`May repeat` },
        ]}
      >
        {page.nodes.map((row) => (
          <ImportRowLine key={row.id} importId={id} row={row} fields={fields} />
        ))}
      </DataTable>
      {(pages.length > 1 || next !== null) && (
        <div className={css.filters}>
          <Button
            small
            disabled={pages.length === 1}
            onClick={() => setPages(pages.slice(0, -1))}
          >{t`Rows before`}</Button>
          <Button small disabled={next == null} onClick={() => next != null && setPages([...pages, next])}>
            {t`Rows after`}
          </Button>
        </div>
      )}
    </>
  )
}
