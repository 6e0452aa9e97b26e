import { useLingui } from '@lingui/react/macro'
import { type FormEvent, useRef, useState } from 'react'
import { graphql } from 'react-relay'
import type { DocumentDialogMutation } from '../__generated__/DocumentDialogMutation.graphql'
import type { DocumentDialogVersionMutation } from '../__generated__/DocumentDialogVersionMutation.graphql'
import { sendFile } from '../book/sendFile'
import { asFailure, type Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { TextArea, TextField } from '../ui/TextField'
import { useRight } from '../viewer/Viewer'
import type { Category, Shown } from './DocumentsPanel'

const update = graphql`
  mutation DocumentDialogMutation($input: UpdateDocumentInput!) {
    updateDocument(input: $input) {
      id
      version
      name
      category
      note
    }
  }
`
const renew = graphql`
  mutation DocumentDialogVersionMutation($input: AddDocumentVersionInput!) {
    addDocumentVersion(input: $input) {
      id
      version
      number
    }
  }
`

type Props = { document: Shown; categories: Category[]; onChanged: () => void; onClose: () => void }

/** Another name, category or note for a document, or a newer file. */
export function DocumentDialog({ document, categories, onChanged, onClose }: Props) {
  const { t, i18n } = useLingui()
  const [save, saving] = useChange<DocumentDialogMutation>(update)
  const [addVersion, adding] = useChange<DocumentDialogVersionMutation>(renew)
  const mayRenew = useRight('Mutation.addDocumentVersion')
  const field = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(document.name)
  const [category, setCategory] = useState(document.category)
  const [note, setNote] = useState(document.note ?? '')
  const [sending, setSending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const done = () => {
    onChanged()
    onClose()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const { id, version } = document
    const outcome = await save({ input: { id, version, name: name.trim(), category, note } })
    if (outcome.ok) done()
    else setFailure(outcome.failure)
  }
  const newer = async (file: File | undefined) => {
    if (!file) return
    setFailure(null)
    setSending(true)
    try {
      const { upload } = await sendFile(file, i18n.locale, () => {})
      const outcome = await addVersion({ input: { id: document.id, version: document.version, upload } })
      if (!outcome.ok) throw outcome.failure
      done()
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setSending(false)
    }
  }
  const problem = (key: string) => (failure?.field === key ? failure.message : undefined)
  return (
    <Dialog title={t`Document`} open onClose={onClose} size={460}>
      <form onSubmit={submit}>
        <Stack>
          <TextField
            label={t`Name`}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem('name')}
          />
          <Choice
            label={t`Category`}
            items={categories}
            value={category}
            onChange={(next) => setCategory(next ?? document.category)}
            error={problem('category')}
          />
          <TextArea
            label={t`Note`}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            error={problem('note')}
          />
          {mayRenew && (
            <div>
              <Button busy={sending || adding} onClick={() => field.current?.click()}>
                {t`Newer version…`}
              </Button>
              <input
                ref={field}
                type="file"
                className="sr-only"
                tabIndex={-1}
                aria-hidden="true"
                data-newer
                onChange={(event) => void newer(event.currentTarget.files?.[0])}
              />
            </div>
          )}
          {failure && !['name', 'category', 'note'].includes(failure.field ?? '') && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={saving} disabled={name.trim() === ''}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
