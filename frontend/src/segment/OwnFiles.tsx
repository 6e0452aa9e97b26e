import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { FileText, Paperclip } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { graphql } from 'react-relay'
import type { OwnFilesOpenMutation } from '../__generated__/OwnFilesOpenMutation.graphql'
import css from '../book/FileInput.module.css'
import { useFile } from '../book/FileName'
import { saveLink } from '../book/sendFile'
import { bytes } from '../format/bytes'
import { useChange } from '../relay/useChange'
import { TextButton } from '../ui/Button'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'

const DocumentPreview = lazy(() => import('./DocumentPreview').then((loaded) => ({ default: loaded.DocumentPreview })))

const open = graphql`
  mutation OwnFilesOpenMutation($input: OpenDocumentInput!) {
    openDocument(input: $input) {
      url
    }
  }
`

type Props = { ids: readonly string[]; brief: boolean; names: string | null }

/** The files of an own field, each to be looked at or saved by whoever may; in a list how many there are. */
export function OwnFiles({ ids, brief, names }: Props) {
  const { t } = useLingui()
  if (brief) {
    const words = names ?? t`${plural(ids.length, { one: '# file', other: '# files' })}`
    return (
      <span title={words}>
        <Paperclip size={13} aria-hidden="true" /> {ids.length}
        <span className="sr-only"> {words}</span>
      </span>
    )
  }
  return (
    <ul className={css.files}>
      {ids.map((id) => (
        <li key={id} className={css.file}>
          <FileText size={14} aria-hidden="true" />
          <Suspense fallback="…">
            <OwnFile id={id} />
          </Suspense>
        </li>
      ))}
    </ul>
  )
}

function OwnFile({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const words = useFailureText()
  const file = useFile(id)
  const mayOpen = useRight('Mutation.openDocument')
  const [run] = useChange<OwnFilesOpenMutation>(open)
  const [url, setUrl] = useState<string | null>(null)
  const link = async (save: boolean): Promise<string | null> => {
    const outcome = await run({ input: { id, save } })
    if (outcome.ok) return outcome.data.openDocument?.url ?? null
    toast(outcome.failure.message || words(outcome.failure).title, 'bad')
    return null
  }
  const save = async () => {
    const found = await link(true)
    if (found) saveLink(found)
  }
  const look = async () => setUrl(await link(false))
  const name = file?.name ?? t`A file`
  if (!file?.content || !mayOpen) return <span className={css.name}>{name}</span>
  return (
    <span className={css.name}>
      <TextButton onClick={() => void (file.shownAs ? look() : save())}>{name}</TextButton>{' '}
      <small>{bytes(file.size ?? 0, i18n.locale)}</small>
      {url && (
        <Suspense fallback={null}>
          <DocumentPreview
            url={url}
            name={name}
            kind={file.shownAs}
            onSave={() => void save()}
            onClose={() => setUrl(null)}
          />
        </Suspense>
      )}
    </span>
  )
}
