import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { InteractionEntry_interaction$key } from '../__generated__/InteractionEntry_interaction.graphql'
import { LogInteractionDialog } from '../book/LogInteractionDialog'
import { useWords } from '../book/words'
import { dateTime } from '../format/date'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Link } from '../ui/Link'
import { Meta } from '../ui/Timeline'
import { useRight } from '../viewer/Viewer'
import css from './InteractionEntry.module.css'
import { NeedDialog } from './NeedDialog'
import { TalkBubbles } from './TalkBubbles'

const History = lazy(() => import('./InteractionHistory').then((loaded) => ({ default: loaded.InteractionHistory })))

const TalkRequests = lazy(() => import('../retain/TalkRequests').then((loaded) => ({ default: loaded.TalkRequests })))

const fragment = graphql`
  fragment InteractionEntry_interaction on Interaction {
    id
    version
    ...TalkRequests_interaction
    kind
    direction
    channel
    at
    minutes
    summary
    content
    needs
    topics
    documents {
      id
      name
    }
    messages(first: 3) {
      totalCount
      nodes {
        ...TalkBubbles_messages
      }
    }
    client {
      id
      name
    }
    by {
      name
    }
    participants {
      name
      user {
        id
        name
      }
      client {
        id
        name
      }
    }
    tasks {
      id
      title
      state
      dueAt
      assignee {
        name
      }
    }
  }
`

/** What was written down of a contact: who, what about, what is wanted, what was agreed on. */
export function InteractionEntry({ interaction }: { interaction: InteractionEntry_interaction$key }) {
  const { t } = useLingui()
  const { word } = useWords()
  const data = useFragment(fragment, interaction)
  const mayCorrect = useRight('Mutation.updateInteraction')
  const mayNeed = useRight('Mutation.createNeed')
  const [opened, setOpened] = useState<'form' | 'history' | 'need' | null>(null)
  const { id, version, kind, minutes, client, topics, needs, content } = data
  const people = data.participants ?? []
  const steps = data.tasks ?? []
  const files = data.documents ?? []
  const length = minutes ? t`${minutes} min` : null
  const meta = [word('interactionKinds', kind), word('directions', data.direction), length, data.by?.name]
  const values = {
    ...{ kind, direction: data.direction, channel: data.channel, at: dateTime(data.at) },
    ...{ minutes: minutes == null ? '' : String(minutes), summary: data.summary ?? '', content: content ?? '' },
    ...{ needs: needs ?? '', topics: [...(topics ?? [])], steps: [] },
    people: people.flatMap((one) => one.user?.id ?? one.client?.id ?? []),
    others: people.flatMap((one) => one.name ?? []).join('、'),
  }
  return (
    <>
      <div className={css.line}>
        <span>{data.summary ?? '—'}</span>
        {topics?.map((topic) => (
          <Badge key={topic}>{topic}</Badge>
        ))}
      </div>
      <Meta>{meta.filter(Boolean).join(' · ')}</Meta>
      {content && <p className={css.content}>{content}</p>}
      {data.messages && data.messages.nodes.length > 0 && (
        <TalkBubbles id={id} first={data.messages.nodes} total={data.messages.totalCount ?? 0} />
      )}
      {(people.length > 0 || needs || steps.length > 0 || files.length > 0) && (
        <dl className={css.minute}>
          {people.length > 0 && (
            <div>
              <dt>{t`Took part`}</dt>
              <dd>
                {people.map((one, n) => (
                  <span key={n} className={css.one}>
                    {one.client ? (
                      <Link to={paths.client(one.client.id)}>{one.client.name ?? '—'}</Link>
                    ) : (
                      (one.user?.name ?? one.name ?? t`somebody you may not see`)
                    )}
                  </span>
                ))}
              </dd>
            </div>
          )}
          {needs && (
            <div>
              <dt>{t`Needs`}</dt>
              <dd className={css.text}>
                {needs}
                {mayNeed && client && (
                  <>
                    {' '}
                    <TextButton onClick={() => setOpened('need')}>{t`Keep as a need…`}</TextButton>
                  </>
                )}
              </dd>
            </div>
          )}
          {files.length > 0 && (
            <div>
              <dt>{t`Documents`}</dt>
              <dd>
                {files.map((file) => (
                  <span key={file.id} className={css.one}>
                    {client ? <Link to={paths.client(client.id, 'documents')}>{file.name}</Link> : file.name}
                  </span>
                ))}
              </dd>
            </div>
          )}
          {steps.length > 0 && (
            <div>
              <dt>{t`Next steps`}</dt>
              <dd>
                <ul className={css.steps}>
                  {steps.map((step) => (
                    <li key={step.id} className={step.state === 'open' ? undefined : css.done}>
                      {step.title}
                      <span className={css.quiet}>
                        {[word('taskStates', step.state), step.dueAt && dateTime(step.dueAt), step.assignee?.name]
                          .filter(Boolean)
                          .join(' · ')}
                      </span>
                    </li>
                  ))}
                </ul>
              </dd>
            </div>
          )}
        </dl>
      )}
      <div className={css.acts}>
        <Suspense fallback={null}>
          <TalkRequests interaction={data} />
        </Suspense>
        {mayCorrect && <TextButton onClick={() => setOpened('form')}>{t`Correct`}</TextButton>}
        {version > 1 && <TextButton onClick={() => setOpened('history')}>{t`Corrected: see what changed`}</TextButton>}
      </div>
      {opened === 'form' && client && (
        <LogInteractionDialog
          clientId={client.id}
          clientName={client.name ?? '—'}
          written={{ id, version, values }}
          open
          onClose={() => setOpened(null)}
        />
      )}
      {opened === 'need' && client && (
        <NeedDialog
          client={client.id}
          need={null}
          heard={{ interaction: id, words: needs ?? '' }}
          onSaved={() => undefined}
          onClose={() => setOpened(null)}
        />
      )}
      {opened === 'history' && (
        <Suspense fallback={null}>
          <History id={id} onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </>
  )
}
