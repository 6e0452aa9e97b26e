import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { TaskComments_task$key } from '../__generated__/TaskComments_task.graphql'
import type { TaskCommentsAddMutation } from '../__generated__/TaskCommentsAddMutation.graphql'
import type { TaskCommentsCorrectMutation } from '../__generated__/TaskCommentsCorrectMutation.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button, TextButton } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { Moment } from '../ui/Moment'
import { useRight } from '../viewer/Viewer'
import { MentionArea, type Named, namedIn } from './MentionArea'
import css from './TaskMore.module.css'

const fragment = graphql`
  fragment TaskComments_task on Task {
    id
    comments {
      id
      body
      at
      editedAt
      editable
      by {
        name
      }
      mentions {
        id
        name
      }
    }
  }
`
const add = graphql`
  mutation TaskCommentsAddMutation($input: CommentTaskInput!) {
    commentTask(input: $input) {
      ...TaskComments_task
    }
  }
`
const correct = graphql`
  mutation TaskCommentsCorrectMutation($input: CorrectTaskCommentInput!) {
    correctTaskComment(input: $input) {
      ...TaskComments_task
    }
  }
`
type Props = { task: TaskComments_task$key; onChanged: () => void }

/** What was said about a task; one's own words can be corrected for fifteen minutes. */
export function TaskComments({ task, onChanged }: Props) {
  const { t } = useLingui()
  const data = useFragment(fragment, task)
  const may = useRight('Mutation.commentTask')
  const [say, saying] = useChange<TaskCommentsAddMutation>(add)
  const [mend, mending] = useChange<TaskCommentsCorrectMutation>(correct)
  const [text, setText] = useState('')
  const [named, setNamed] = useState<readonly Named[]>([])
  const [editing, setEditing] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const comments = data.comments ?? []
  const send = async () => {
    const input = { id: editing ?? data.id, body: text, mentions: namedIn(text, named) }
    const outcome = editing ? await mend({ input }) : await say({ input })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    setText('')
    setNamed([])
    setEditing(null)
    onChanged()
  }
  return (
    <section>
      <h3>{t`Comments`}</h3>
      {comments.length === 0 && <p className={css.note}>{t`Nobody has said anything yet.`}</p>}
      {comments.map((each) => (
        <article key={each.id} className={css.comment}>
          <div className={css.meta}>
            <b>{each.by?.name ?? '—'}</b>
            <Moment at={each.at} />
            {each.editedAt && <span>{t`corrected`}</span>}
            {each.editable && (
              <TextButton
                onClick={() => {
                  setEditing(each.id)
                  setText(each.body)
                  setNamed(each.mentions)
                }}
              >
                {t`Correct`}
              </TextButton>
            )}
          </div>
          <p>{each.body}</p>
        </article>
      ))}
      {may && (
        <>
          <MentionArea
            label={editing ? t`Correct the comment` : t`New comment`}
            subject={data.id}
            value={text}
            onChange={setText}
            named={named}
            onNamed={setNamed}
          />
          <div className={css.line}>
            <span />
            {editing && (
              <Button
                small
                onClick={() => {
                  setEditing(null)
                  setText('')
                }}
              >
                {t`Cancel`}
              </Button>
            )}
            <Button small look="primary" busy={saying || mending} disabled={!text.trim()} onClick={send}>
              {editing ? t`Save` : t`Post the comment`}
            </Button>
          </div>
        </>
      )}
      <FailureLine failure={failure} />
    </section>
  )
}
