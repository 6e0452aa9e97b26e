import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql } from 'react-relay'
import type { DocumentDropMutation } from '../__generated__/DocumentDropMutation.graphql'
import { sendFile } from '../book/sendFile'
import { asFailure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Choice } from '../ui/Choice'
import { Stack } from '../ui/Dialog'
import { FileDrop, type Sent } from '../ui/FileDrop'
import { useFailureText } from '../ui/useFailureText'
import type { Category } from './DocumentsPanel'

const mutation = graphql`
  mutation DocumentDropMutation($input: AddDocumentInput!) {
    addDocument(input: $input) {
      id
    }
  }
`
const LARGEST = 20 * 2 ** 20
let last = 0

type Props = { client: string; categories: Category[]; onAdded: () => void }

/** Takes files for a client in the chosen category; each goes up by itself and tells how it is doing. */
export function DocumentDrop({ client, categories, onAdded }: Props) {
  const { t, i18n } = useLingui()
  const words = useFailureText()
  const [add] = useChange<DocumentDropMutation>(mutation)
  const [category, setCategory] = useState('other')
  const [files, setFiles] = useState<readonly Sent[]>([])
  const tell = (id: string, change: Partial<Sent>) =>
    setFiles((all) => all.map((each) => (each.id === id ? { ...each, ...change } : each)))
  const send = async (id: string, file: File) => {
    try {
      tell(id, { state: 'sending', share: 0 })
      const sent = await sendFile(file, i18n.locale, (share) => tell(id, { share }))
      const outcome = await add({ input: { client, upload: sent.upload, category } })
      if (!outcome.ok) throw outcome.failure
      setFiles((all) => all.filter((each) => each.id !== id))
      onAdded()
    } catch (error) {
      const failure = asFailure(error)
      tell(id, { state: 'failed', why: failure.message || words(failure).title })
    }
  }
  const take = async (chosen: readonly File[]) => {
    const waiting = chosen.map((file) => {
      last += 1
      return { id: `sent-${last}`, file }
    })
    setFiles((all) => [
      ...all,
      ...waiting.map(({ id, file }) => ({ id, name: file.name, size: file.size, state: 'waiting' as const })),
    ])
    // One after the other: a slow line is not made slower by sharing it.
    for (const { id, file } of waiting) await send(id, file)
  }
  return (
    <Stack>
      <Choice
        label={t`Category of new documents`}
        items={categories}
        value={category}
        onChange={(next) => setCategory(next ?? 'other')}
      />
      <FileDrop
        label={t`Drop documents here`}
        many
        largest={LARGEST}
        files={files}
        onFiles={(chosen) => void take(chosen)}
        onRemove={(id) => setFiles((all) => all.filter((each) => each.id !== id))}
      />
    </Stack>
  )
}
