import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RequestViewQuery, RequestViewQuery$data } from '../__generated__/RequestViewQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { RequestActs } from './RequestActs'
import { RequestClocks } from './RequestClocks'
import css from './Requests.module.css'
import { RequestThread } from './RequestThread'
import { requestHue, useRequestWords } from './requestWords'
import { TypeMark } from './TypeMark'
import { typeOf } from './typeContent'

const query = graphql`
  query RequestViewQuery($id: ID!) {
    request(id: $id) {
      id
      kind
      zh
      en
      icon
      hue
      title
      details
      state
      channel
      createdAt
      responseBreachedAt
      resolutionBreachedAt
      acknowledgeDueAt
      acknowledgedAt
      outcome
      reason
      category
      cause
      severity
      justified
      fromRegulator
      regulatorReference
      form
      content
      client {
        id
        name
      }
      owner {
        id
        name
      }
      interaction {
        id
        summary
        at
      }
      againOf {
        id
        title
      }
      duplicateOf {
        id
        title
      }
      about {
        id
        title
      }
      partnerApproval {
        id
        zh
        en
        state
      }
      approval {
        id
        zh
        en
        state
      }
      tasks {
        id
        title
        state
        assignee {
          name
        }
      }
      ...RequestClocks_request
      ...RequestActs_request
      ...RequestThread_request
    }
  }
`
type Shown = NonNullable<RequestViewQuery$data['request']>
type Props = { id: string; onChanged: () => void; onOpen: (id: string) => void }

/** One request: its clocks, what may be done, what was filled in, approvals, tasks, and all that happened. */
export function RequestView({ id, onChanged, onOpen }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useRequestWords()
  const [turn, setTurn] = useState(0)
  const { request: it } = useLazyLoadQuery<RequestViewQuery>(
    query,
    { id },
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  if (!it) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const changed = (next?: string) => {
    setTurn((n) => n + 1)
    onChanged()
    if (next && next !== id) onOpen(next)
  }
  return (
    <div className={css.view}>
      <header className={css.what}>
        <h3>{it.title}</h3>
        <small>
          {words.channel(it.channel ?? '')} · <Moment at={it.createdAt} />
        </small>
        <span className={css.marks}>
          <TypeMark icon={it.icon} hue={it.hue} name={both(it)} />
          <Badge hue={requestHue(it.state ?? '')} shape="ring">
            {words.state(it.state ?? '')}
          </Badge>
          {(it.responseBreachedAt || it.resolutionBreachedAt) && (
            <Badge hue="red" shape="cross">{t`Time ran out`}</Badge>
          )}
          {it.fromRegulator && <Badge hue="amber">{t`Forwarded by a regulator`}</Badge>}
        </span>
      </header>
      <RequestClocks request={it} />
      <RequestActs request={it} onChanged={changed} />
      <Facts it={it} onOpen={onOpen} />
      {(it.partnerApproval || it.approval) && <Approvals it={it} />}
      {(it.tasks ?? []).length > 0 && (
        <section>
          <h4>{t`Tasks`}</h4>
          <ul>
            {(it.tasks ?? []).map((task) => (
              <li key={task.id}>
                <Link to={paths.tasks({ task: task.id })}>{task.title}</Link>{' '}
                <small className={css.meta}>
                  {[task.assignee?.name, task.state === 'done' && t`done`].filter(Boolean).join(' · ')}
                </small>
              </li>
            ))}
          </ul>
        </section>
      )}
      <RequestThread request={it} />
    </div>
  )
}

function Facts({ it, onOpen }: { it: Shown; onOpen: (id: string) => void }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useRequestWords()
  const fields = it.content ? typeOf(it.content).form : []
  const form = (it.form ?? {}) as Record<string, string>
  const shown = (field: (typeof fields)[number]) => {
    const value = form[field.key]
    if (value == null) return null
    if (field.kind === 'yes_no') return value === 'yes' ? t`Yes` : t`No`
    const option = field.options.find(({ key }) => key === value)
    return option ? both(option) : value
  }
  const linked: [string, { id: string; title: string | null | undefined } | null | undefined][] = [
    [t`Opened again after`, it.againOf],
    [t`Duplicate of`, it.duplicateOf],
    [t`Came out of`, it.about],
  ]
  return (
    <dl className={css.facts}>
      <dt>{t`Client`}</dt>
      <dd>{it.client ? <Link to={paths.client(it.client.id, 'requests')}>{it.client.name}</Link> : '—'}</dd>
      <dt>{t`Owner`}</dt>
      <dd>{it.owner?.name ?? '—'}</dd>
      {it.interaction && it.client && (
        <>
          <dt>{t`Heard in`}</dt>
          <dd>
            <Link to={paths.client(it.client.id, 'timeline', { until: it.interaction.at, entry: it.interaction.id })}>
              {it.interaction.summary ?? t`a conversation`}
            </Link>
          </dd>
        </>
      )}
      {fields.map((field) => {
        const value = shown(field)
        if (value == null) return null
        return [
          <dt key={`${field.key} name`}>{both(field)}</dt>,
          <dd key={field.key} className={css.said}>
            {field.kind === 'product' ? <Link to={paths.product(value)}>{t`Open the fund`}</Link> : value}
          </dd>,
        ]
      })}
      {it.details && (
        <>
          <dt>{t`What was said`}</dt>
          <dd className={css.said}>{it.details}</dd>
        </>
      )}
      {it.kind === 'complaint' && (
        <>
          <dt>{t`Category`}</dt>
          <dd>{words.category(it.category ?? '')}</dd>
          <dt>{t`Severity`}</dt>
          <dd>{words.severity(it.severity ?? '')}</dd>
          <dt>{t`Acknowledge by`}</dt>
          <dd>{it.acknowledgedAt ? <Moment at={it.acknowledgedAt} /> : <Moment at={it.acknowledgeDueAt} exact />}</dd>
          {it.regulatorReference && (
            <>
              <dt>{t`Regulator's reference`}</dt>
              <dd>{it.regulatorReference}</dd>
            </>
          )}
          {it.justified != null && (
            <>
              <dt>{t`Justified`}</dt>
              <dd>
                {it.justified ? t`Yes` : t`No`}
                {it.cause && ` · ${words.cause(it.cause)}`}
              </dd>
            </>
          )}
        </>
      )}
      {(it.outcome || it.reason) && (
        <>
          <dt>{t`Outcome`}</dt>
          <dd className={css.said}>{it.outcome ?? it.reason}</dd>
        </>
      )}
      {linked.map(
        ([title, other]) =>
          other && [
            <dt key={title}>{title}</dt>,
            <dd key={other.id}>
              <TextButton onClick={() => onOpen(other.id)}>{other.title ?? '—'}</TextButton>
            </dd>,
          ],
      )}
    </dl>
  )
}

function Approvals({ it }: { it: Shown }) {
  const { t } = useLingui()
  const both = useBoth()
  const states: Record<string, string> = {
    pending: t`waits`,
    approved: t`approved`,
    rejected: t`rejected`,
    returned: t`returned`,
  }
  return (
    <section>
      <h4>{t`Approvals`}</h4>
      <ul>
        {[it.partnerApproval, it.approval].map(
          (each) =>
            each && (
              <li key={each.id}>
                <Link to={paths.approvals({ tab: 'all', open: each.id })}>{both(each)}</Link>{' '}
                <Badge hue={each.state === 'approved' ? 'green' : each.state === 'rejected' ? 'red' : 'blue'}>
                  {states[each.state] ?? each.state}
                </Badge>
              </li>
            ),
        )}
      </ul>
    </section>
  )
}
