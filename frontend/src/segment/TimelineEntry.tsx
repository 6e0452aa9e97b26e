import { useLingui } from '@lingui/react/macro'
import { ArrowLeftRight, ListTodo, Mail, PencilLine } from 'lucide-react'
import { graphql, useFragment } from 'react-relay'
import type { TimelineEntry_item$key } from '../__generated__/TimelineEntry_item.graphql'
import type { TimelineEntryIcon_item$key } from '../__generated__/TimelineEntryIcon_item.graphql'
import { ChangeList } from '../book/ChangeList'
import { InteractionIcon } from '../book/InteractionIcon'
import { useWords } from '../book/words'
import { MessageEntry } from '../retain/MessageEntry'
import { Money } from '../ui/Money'
import { Meta } from '../ui/Timeline'
import { InteractionEntry } from './InteractionEntry'

const fragment = graphql`
  fragment TimelineEntry_item on TimelineItem {
    __typename
    ... on Interaction {
      ...InteractionEntry_interaction @alias(as: "talk")
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
    ... on Message {
      ...MessageEntry_message @alias(as: "message")
    }
    ... on AuditEntry {
      actor
      by {
        name
      }
      type
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

const iconFragment = graphql`
  fragment TimelineEntryIcon_item on TimelineItem {
    __typename
    ... on Interaction {
      kind
    }
    ... on Task {
      id
    }
    ... on Transaction {
      id
    }
    ... on Message {
      id
    }
  }
`

/** The sign of an entry: what kind of thing happened. */
export function TimelineIcon({ item }: { item: TimelineEntryIcon_item$key }) {
  const data = useFragment(iconFragment, item)
  if (data.__typename === 'Interaction') return <InteractionIcon kind={data.kind} />
  if (data.__typename === 'Task') return <ListTodo size={13} />
  if (data.__typename === 'Message') return <Mail size={13} />
  return data.__typename === 'Transaction' ? <ArrowLeftRight size={13} /> : <PencilLine size={13} />
}

/** One entry of the timeline. */
export function TimelineEntry({ item }: { item: TimelineEntry_item$key }) {
  return <Body item={useItem(item)} />
}

function Body({ item }: { item: Item }) {
  const { t } = useLingui()
  const { word } = useWords()
  if (item.__typename === 'Interaction') return item.talk ? <InteractionEntry interaction={item.talk} /> : null
  if (item.__typename === 'Task') {
    return (
      <>
        <div>{item.title}</div>
        <Meta>
          {[t`Task`, word('taskStates', item.state), item.assignee?.name, item.outcome].filter(Boolean).join(' · ')}
        </Meta>
      </>
    )
  }
  if (item.__typename === 'Transaction') {
    return (
      <>
        <div>
          {word('transactionKinds', item.transactionKind)} · <Money cny={item.net} />
        </div>
        <Meta>{item.product?.name ?? '—'}</Meta>
      </>
    )
  }
  if (item.__typename === 'Message') return item.message ? <MessageEntry message={item.message} /> : null
  if (item.__typename === 'AuditEntry') {
    return (
      <>
        <ChangeList action={item.action} type={item.type} changes={item.changes} />
        <Meta>{[item.by?.name ?? item.actor, item.reason].filter(Boolean).join(' · ')}</Meta>
      </>
    )
  }
  return null
}
