import { useLingui } from '@lingui/react/macro'
import { Fragment, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { FactHistoryQuery } from '../__generated__/FactHistoryQuery.graphql'
import { FileName } from '../book/FileName'
import { dateTime } from '../format/date'
import { DiffText } from '../ui/DiffText'
import { useFields } from '../viewer/useFields'
import { useViewer } from '../viewer/Viewer'
import css from './FactHistory.module.css'

const query = graphql`
  query FactHistoryQuery($id: ID!, $field: String!) {
    client(id: $id) {
      history(field: $field, first: 20) {
        nodes {
          id
          at
          actor
          by {
            name
          }
          changes {
            field
            before
            after
          }
        }
      }
      lineage {
        field
        file
        sheet
        row
        importedAt
        importedBy
      }
    }
  }
`

/** Files as a change tells them: by their ids, or as they were called. */
function FilesSaid({ text }: { text: string }) {
  const { t } = useLingui()
  const all = text.split(', ')
  return all.map((each, place) => (
    <Fragment key={each}>
      {place > 0 && t`, `}
      {each.startsWith('document_') ? (
        <Suspense fallback="…">
          <FileName id={each} />
        </Suspense>
      ) : (
        each
      )}
    </Fragment>
  ))
}

/** Earlier values of one field, newest first, and the file a value came from. */
export function FactHistory({ id, name }: { id: string; name: string }) {
  const { t, i18n } = useLingui()
  const { option, field } = useFields()
  const { ownFields } = useViewer()
  const { client } = useLazyLoadQuery<FactHistoryQuery>(
    query,
    { id, field: name },
    { fetchPolicy: 'store-and-network' },
  )
  const own = ownFields.find((each) => each.key === name)
  const word = (text: string) => {
    const found = own?.options?.find(({ value }) => value === text)
    return found ? (i18n.locale === 'zh-CN' ? found.zh : found.en) : text
  }
  const words = (text: string | null | undefined) => {
    if (text == null) return ''
    if (own?.kind === 'file') return <FilesSaid text={text} />
    if (own) return own.kind === 'choices' ? text.split(', ').map(word).join(t`, `) : word(text)
    return field(name)?.kind === 'choice' ? option(name, text) : text
  }
  const changes = (client?.history?.nodes ?? []).flatMap(({ id: entry, at, actor, by, changes: told }) =>
    told
      .filter((each) => each.field === name)
      .map(({ before, after }) => ({ entry, at, who: by?.name ?? actor, before, after })),
  )
  const origin = (client?.lineage ?? []).filter((each) => each.field === name)
  if (changes.length === 0 && origin.length === 0) return <p className={css.none}>{t`It has not changed lately.`}</p>
  return (
    <ul className={css.list}>
      {changes.map(({ entry, at, who, before, after }) => (
        <li key={entry}>
          {own?.kind === 'file' ? (
            <>
              {words(before) || '—'} → {words(after) || '—'}
            </>
          ) : (
            <DiffText before={String(words(before))} after={String(words(after))} />
          )}
          <span className={css.meta}>{[dateTime(at), who].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
      {origin.map(({ file, sheet, row, importedAt, importedBy }) => (
        <li key={importedAt}>
          <span>{[file, sheet, row].filter((part) => part != null).join(' · ')}</span>
          <span className={css.meta}>{[dateTime(importedAt), importedBy].filter(Boolean).join(' · ')}</span>
        </li>
      ))}
    </ul>
  )
}
