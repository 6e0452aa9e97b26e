import { useLingui } from '@lingui/react/macro'
import { ArrowLeftRight, ListTodo, PencilLine } from 'lucide-react'
import { graphql, useFragment } from 'react-relay'
import type { TimelineEntry_item$key } from '../__generated__/TimelineEntry_item.graphql'
import { InteractionIcon } from '../book/InteractionIcon'
import { useWords } from '../book/words'
import { dateTime } from '../format/date'
import { Money } from '../ui/Money'
import { ChangeList } from './ChangeList'
import css from './TimelinePanel.module.css'

const fragment = graphql`
  fragment TimelineEntry_item on TimelineItem {
    __typename
    ... on Interaction {
      kind
      direction
      minutes
      summary
      content
      by {
        name
      }
    }
    ... on Task {
      title
      state
      outcome
      assignee {
        name
      }
    }
    ... on Transaction {
      transactionKind: kind
      net
      product {
        name
      }
    }
    ... on AuditEntry {
      actor
      action
      reason
      changes {
        field
        before
        after
      }
    }
  }
`

type Item = ReturnType<typeof useItem>
const useItem = (item: TimelineEntry_item$key) => useFragment(fragment, item)

/** One line of the timeline. */
export function TimelineEntry({ at, item }: { at: string; item: TimelineEntry_item$key }) {
  const data = useItem(item)
  return (
    <div className={css.item}>
      <time className={css.time} dateTime={at}>
        {dateTime(at).slice(11)}
      </time>
      <span className={css.icon}>
        <Icon item={data} />
      </span>
      <div className={css.text}>
        <Body item={data} />
      </div>
    </div>
  )
}

function Icon({ item }: { item: Item }) {
  if (item.__typename === 'Interaction') return <InteractionIcon kind={item.kind} />
  if (item.__typename === 'Task') return <ListTodo size={14} aria-hidden="true" />
  if (item.__typename === 'Transaction') return <ArrowLeftRight size={14} aria-hidden="true" />
  return <PencilLine size={14} aria-hidden="true" />
}

function Body({ item }: { item: Item }) {
  const { t } = useLingui()
  const { word } = useWords()
  if (item.__typename === 'Interaction') {
    const minutes = item.minutes ? t`${item.minutes} min` : null
    const meta = [word('interactionKinds', item.kind), word('directions', item.direction), minutes, item.by?.name]
    return (
      <>
        <div>{item.summary ?? '—'}</div>
        <div className={css.meta}>{meta.filter(Boolean).join(' · ')}</div>
        {item.content && <p className={css.content}>{item.content}</p>}
      </>
    )
  }
  if (item.__typename === 'Task') {
    return (
      <>
        <div>{item.title}</div>
        <div className={css.meta}>
          {[t`Task`, word('taskStates', item.state), item.assignee?.name, item.outcome].filter(Boolean).join(' · ')}
        </div>
      </>
    )
  }
  if (item.__typename === 'Transaction') {
    return (
      <>
        <div>
          {word('transactionKinds', item.transactionKind)} · <Money cny={item.net} />
        </div>
        <div className={css.meta}>{item.product?.name ?? '—'}</div>
      </>
    )
  }
  if (item.__typename === 'AuditEntry') {
    return (
      <>
        <ChangeList action={item.action} changes={item.changes} />
        <div className={css.meta}>{[item.actor, item.reason].filter(Boolean).join(' · ')}</div>
      </>
    )
  }
  return null
}
