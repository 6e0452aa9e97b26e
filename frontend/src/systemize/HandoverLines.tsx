import { useLingui } from '@lingui/react/macro'
import { NotebookPen } from 'lucide-react'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { HandoverLines_handover$key } from '../__generated__/HandoverLines_handover.graphql'
import type { HandoverLinesNoteMutation } from '../__generated__/HandoverLinesNoteMutation.graphql'
import { useWords } from '../book/words'
import { count } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button, IconButton } from '../ui/Button'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { TextArea } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useRight } from '../viewer/Viewer'
import css from './Handover.module.css'

const fragment = graphql`
  fragment HandoverLines_handover on Handover {
    id
    lines {
      id
      role
      note
      state
      client {
        id
        name
      }
      to {
        id
        name
      }
    }
  }
`
const noteOne = graphql`
  mutation HandoverLinesNoteMutation($input: HandoverNoteInput!) {
    noteHandover(input: $input) {
      ...HandoverLines_handover
    }
  }
`
type Noted = { client: string; name: string; note: string }

/** The clients of a hand-over, by who follows, with what was written for him. */
export function HandoverLines({ handover, planned }: { handover: HandoverLines_handover$key; planned: boolean }) {
  const { t, i18n } = useLingui()
  const { word } = useWords()
  const mayNote = useRight('Mutation.noteHandover')
  const { id, lines } = useFragment(fragment, handover)
  const [noting, setNoting] = useState<Noted | null>(null)
  const shown = lines ?? []
  if (shown.length === 0) return <EmptyState scene="list" title={t`None of these clients are within your rights.`} />
  return (
    <>
      <DataTable
        label={t`Clients, ${count(shown.length, i18n.locale)}`}
        heads={[
          { id: 'client', title: t`Client` },
          { id: 'to', title: t`Follows` },
          { id: 'role', title: t`Role`, wide: true },
          { id: 'note', title: t`Note for who follows`, wide: true },
          { id: 'action', title: '' },
        ]}
      >
        {shown.map((line) => {
          const name = line.client.name ?? '—'
          return (
            <tr key={line.id}>
              <td>
                <span className={css.badges}>
                  <Link to={paths.client(line.client.id)}>{name}</Link>
                  {line.state === 'kept' && <Badge hue="amber">{t`Did not come back`}</Badge>}
                </span>
              </td>
              <td>{line.to?.name ?? '—'}</td>
              <td className={wideCell}>{word('assignmentRoles', line.role)}</td>
              <td className={wideCell}>{line.note && <span className={css.note}>{line.note}</span>}</td>
              <td className={endCell}>
                {planned && mayNote && (
                  <IconButton
                    small
                    label={t`Note about ${name}`}
                    onClick={() => setNoting({ client: line.client.id, name, note: line.note ?? '' })}
                  >
                    <NotebookPen size={14} />
                  </IconButton>
                )}
                <Link to={paths.briefing(id, line.client.id)}>{t`Briefing`}</Link>
              </td>
            </tr>
          )
        })}
      </DataTable>
      {noting && <NoteDialog handover={id} of={noting} onClose={() => setNoting(null)} />}
    </>
  )
}

function NoteDialog({ handover, of, onClose }: { handover: string; of: Noted; onClose: () => void }) {
  const { t } = useLingui()
  const [run, busy] = useChange<HandoverLinesNoteMutation>(noteOne)
  const [text, setText] = useState(of.note)
  const [failure, setFailure] = useState<Failure | null>(null)
  const save = async () => {
    const outcome = await run({ input: { handover, client: of.client, text } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`Saved.`)
    onClose()
  }
  return (
    <Dialog title={t`Note about ${of.name}`} open onClose={onClose} size={480}>
      <Stack>
        <TextArea
          label={t`What who follows should know`}
          rows={6}
          maxLength={4000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} onClick={() => void save()}>{t`Save`}</Button>
      </DialogFooter>
    </Dialog>
  )
}
