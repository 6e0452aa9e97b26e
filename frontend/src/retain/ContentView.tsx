import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ContentViewQuery } from '../__generated__/ContentViewQuery.graphql'
import type { ContentViewWithdrawMutation } from '../__generated__/ContentViewWithdrawMutation.graphql'
import { dateTime } from '../format/date'
import { paths } from '../paths'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button, buttonClass } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Note } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Section } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRight } from '../viewer/Viewer'
import { ContentEditor } from './ContentEditor'
import { contentOf, withLink } from './outreachContent'
import css from './Retain.module.css'
import { useRetainWords } from './retainWords'
import { outreachHue, useOutreachWords } from './useOutreachWords'

const query = graphql`
  query ContentViewQuery($id: ID!) {
    contentItem(id: $id) {
      id
      version
      name
      kind
      purpose
      state
      withdrawnAt
      product {
        id
        name
        code
      }
      versions {
        number
        content
        note
        state
        approval
        publishedAt
        publishedBy {
          name
        }
      }
      draft {
        version
        base
        content
      }
    }
  }
`
const withdrawOne = graphql`
  mutation ContentViewWithdrawMutation($input: WithdrawContentInput!) {
    withdrawContent(input: $input) {
      id
      version
    }
  }
`

/** One content: its versions with what compliance said of each, and its editor. */
export function ContentView({ id, onChanged }: { id: string; onChanged: () => void }) {
  const { t } = useLingui()
  const words = useOutreachWords()
  const retain = useRetainWords()
  const failed = useFailureText()
  const { contentItem } = useLazyLoadQuery<ContentViewQuery>(query, { id }, { fetchPolicy: 'network-only' })
  const [withdraw] = useChange<ContentViewWithdrawMutation>(withdrawOne)
  const [editing, setEditing] = useState(false)
  const mayEdit = useRight('Mutation.handInContent')
  const mayWithdraw = useRight('Mutation.withdrawContent')
  const maySend = useRight('Mutation.createCampaign')
  if (!contentItem) return <EmptyState scene="list" title={t`This content is not there.`} />
  const versions = contentItem.versions ?? []
  const [newest] = versions
  const away = Boolean(contentItem.withdrawnAt)
  const approved = versions.find((each) => each.state === 'approved')
  const put = async (withdrawn: boolean, version: number) => {
    const outcome = await withdraw({ input: { id, version, withdrawn } })
    if (!outcome.ok) return toast(failed(outcome.failure).title, 'bad')
    onChanged()
    const next = outcome.data.withdrawContent?.version ?? version + 1
    toast(withdrawn ? t`The content is withdrawn.` : t`The content is in use again.`, {
      action: { label: t`Undo`, run: () => void put(!withdrawn, next) },
    })
  }
  if (editing)
    return (
      <ContentEditor
        item={contentItem}
        newest={newest ? { number: newest.number, content: newest.content } : { number: 0, content: null }}
        draft={contentItem.draft ?? null}
        onPublished={() => {
          setEditing(false)
          onChanged()
        }}
        onClose={() => {
          setEditing(false)
          onChanged()
        }}
      />
    )
  return (
    <div className={css.panel}>
      <Section
        title={contentItem.name}
        actions={
          <span className={css.acts}>
            {maySend && approved && !away && (
              <Link to={paths.newCampaign({ content: id })} className={buttonClass('plain', true)}>{t`Send…`}</Link>
            )}
            {mayWithdraw && (
              <Button small onClick={() => void put(!away, contentItem.version)}>
                {away ? t`Bring back` : t({ message: 'Withdraw', context: 'content' })}
              </Button>
            )}
            {mayEdit && !away && (
              <Button small disabled={newest?.state === 'in_review'} onClick={() => setEditing(true)}>
                {versions.length === 0 && !contentItem.draft ? t`Write the text` : t`Edit`}
              </Button>
            )}
          </span>
        }
      >
        <div className={css.acts}>
          <Badge hue={outreachHue(contentItem.state)}>{words.contents[contentItem.state]}</Badge>
          <span className={css.meta}>
            {[words.kinds[contentItem.kind], contentItem.product?.name, retain.purposes[contentItem.purpose]]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </div>
        {contentItem.draft && <Note>{t`A next version is being written.`}</Note>}
        {versions.length === 0 && !contentItem.draft && <p>{t`It has no text yet.`}</p>}
        <ol className={css.list} aria-label={t`Versions`}>
          {versions.map((each) => {
            const said = contentOf(each.content)
            return (
              <li key={each.number} className={css.item}>
                <div className={css.head}>
                  <strong>{t`Version ${each.number}`}</strong>
                  <Badge hue={outreachHue(each.state)}>{words.contents[each.state]}</Badge>
                  <Link to={paths.approvals({ open: each.approval })}>{t`Its approval`}</Link>
                </div>
                <div className={css.meta}>
                  {[each.publishedBy?.name, dateTime(each.publishedAt), each.note].filter(Boolean).join(' · ')}
                </div>
                {(each === newest || each === approved) &&
                  [said.zh, said.en].map(
                    (text, n) =>
                      text && (
                        <div key={n} className={css.letter}>
                          <strong>{text.subject}</strong>
                          <p className={css.text}>{withLink(text.body, said.link)}</p>
                        </div>
                      ),
                  )}
              </li>
            )
          })}
        </ol>
      </Section>
    </div>
  )
}
