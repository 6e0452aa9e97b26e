import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { MessageTemplateViewApproveMutation } from '../__generated__/MessageTemplateViewApproveMutation.graphql'
import type { MessageTemplateViewArchiveMutation } from '../__generated__/MessageTemplateViewArchiveMutation.graphql'
import type { MessageTemplateViewQuery } from '../__generated__/MessageTemplateViewQuery.graphql'
import { dateTime } from '../format/date'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { contentDifferences } from '../ui/contentDifferences'
import { EmptyState } from '../ui/EmptyState'
import { Note } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { ReviewDialog } from '../ui/ReviewDialog'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import { MessageTemplateEditor } from './MessageTemplateEditor'
import { templateOf } from './messageTemplateContent'
import css from './Retain.module.css'
import { useRetainWords } from './retainWords'

const query = graphql`
  query MessageTemplateViewQuery($id: ID!) {
    messageTemplate(id: $id) {
      id
      version
      zh
      en
      channel
      purpose
      archivedAt
      versions {
        number
        content
        note
        publishedAt
        publishedBy {
          name
        }
        approvedAt
        approvedBy {
          name
        }
        isMine
      }
      draft {
        version
        base
        content
      }
    }
  }
`
const approveOne = graphql`
  mutation MessageTemplateViewApproveMutation($input: ApproveMessageTemplateInput!) {
    approveMessageTemplate(input: $input) {
      id
    }
  }
`
const archiveOne = graphql`
  mutation MessageTemplateViewArchiveMutation($input: ArchiveMessageTemplateInput!) {
    archiveMessageTemplate(input: $input) {
      id
      version
    }
  }
`

/** One template: its versions with who approved them, and its editor. */
export function MessageTemplateView({ id, onChanged }: { id: string; onChanged: () => void }) {
  const { t } = useLingui()
  const words = useRetainWords()
  const failed = useFailureText()
  const { messageTemplate } = useLazyLoadQuery<MessageTemplateViewQuery>(query, { id }, { fetchPolicy: 'network-only' })
  const [approve] = useChange<MessageTemplateViewApproveMutation>(approveOne)
  const [archive] = useChange<MessageTemplateViewArchiveMutation>(archiveOne)
  const [editing, setEditing] = useState(false)
  const [approving, setApproving] = useState(false)
  const mayApprove = useRight('Mutation.approveMessageTemplate')
  const mayEdit = useRight('Mutation.publishMessageTemplate')
  const mayArchive = useRight('Mutation.archiveMessageTemplate')
  if (!messageTemplate) return <EmptyState scene="list" title={t`This template is not there.`} />
  const versions = messageTemplate.versions ?? []
  const [newest] = versions
  const approved = versions.find((each) => each.approvedAt)
  const waits = newest && !newest.approvedAt ? newest : null
  const away = Boolean(messageTemplate.archivedAt)
  const putAway = async (archived: boolean, version: number) => {
    const outcome = await archive({ input: { id, version, archived } })
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    onChanged()
    const next = outcome.data.archiveMessageTemplate?.version ?? version + 1
    toast(archived ? t`The template is put away.` : t`The template is in use again.`, {
      action: { label: t`Undo`, run: () => void putAway(!archived, next) },
    })
  }
  if (editing)
    return (
      <MessageTemplateEditor
        template={messageTemplate}
        newest={newest ? { number: newest.number, content: newest.content } : { number: 0, content: null }}
        draft={messageTemplate.draft ?? null}
        onPublished={() => {
          setEditing(false)
          onChanged()
        }}
        onClose={() => setEditing(false)}
      />
    )
  return (
    <div className={css.panel}>
      <Section
        title={words.zh ? messageTemplate.zh : messageTemplate.en}
        actions={
          <span className={css.acts}>
            {mayArchive && (
              <Button small onClick={() => void putAway(!away, messageTemplate.version)}>
                {away ? t`Bring back` : t`Put away`}
              </Button>
            )}
            {mayEdit && !away && (
              <Button small onClick={() => setEditing(true)}>
                {versions.length === 0 ? t`Write the text` : t`Edit`}
              </Button>
            )}
          </span>
        }
      >
        <div className={css.meta}>
          {words.channels[messageTemplate.channel]} · {words.purposes[messageTemplate.purpose]}
        </div>
        {waits && (
          <Note tone="warn">
            {waits.isMine
              ? t`Version ${waits.number} waits for somebody else to approve it.`
              : t`Version ${waits.number} waits for approval.`}{' '}
            {mayApprove && !waits.isMine && (
              <Button small onClick={() => setApproving(true)}>{t`Read and approve`}</Button>
            )}
          </Note>
        )}
        {versions.length === 0 && <p>{t`It has no text yet.`}</p>}
        <ol className={css.list} aria-label={t`Versions`}>
          {versions.map((each) => {
            const { zh, en } = templateOf(each.content)
            return (
              <li key={each.number} className={css.item}>
                <div className={css.head}>
                  <strong>{t`Version ${each.number}`}</strong>
                  {each.approvedAt ? (
                    <Badge hue={each === approved ? 'green' : 'neutral'}>
                      {each === approved ? t`Is sent` : t`Was sent`}
                    </Badge>
                  ) : (
                    <Badge hue="amber">{t`Not approved`}</Badge>
                  )}
                </div>
                <div className={css.meta}>
                  {[
                    each.publishedBy?.name,
                    dateTime(each.publishedAt),
                    each.approvedAt && t`approved by ${each.approvedBy?.name ?? '—'} ${dateTime(each.approvedAt)}`,
                    each.note,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
                {each === newest &&
                  [zh, en].map(
                    (text, n) =>
                      text && (
                        <div key={n} className={css.letter}>
                          {text.subject && <strong>{text.subject}</strong>}
                          <p className={css.text}>{text.body}</p>
                        </div>
                      ),
                  )}
              </li>
            )
          })}
        </ol>
      </Section>
      {approving && waits && (
        <ReviewDialog
          title={t`Approve version ${waits.number}?`}
          differences={contentDifferences(approved?.content ?? {}, waits.content)}
          effect={t`From now on it is what people and automations send.`}
          confirm={t`Approve`}
          onConfirm={async () => {
            const outcome = await approve({ input: { id, number: waits.number } })
            if (!outcome.ok) return outcome.failure
            toast(t`The version is approved.`)
            onChanged()
            return null
          }}
          onClose={() => setApproving(false)}
        />
      )}
    </div>
  )
}
