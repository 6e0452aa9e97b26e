import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { InteractionList_interaction$key } from '../__generated__/InteractionList_interaction.graphql'
import { Moment } from '../ui/Moment'
import { InteractionIcon } from './InteractionIcon'
import css from './InteractionList.module.css'
import { useWords } from './words'

const fragment = graphql`
  fragment InteractionList_interaction on Interaction @relay(plural: true) {
    id
    kind
    direction
    channel
    at
    minutes
    summary
    twoWay
    by {
      name
    }
  }
`

/** Interactions, newest first, each in two lines. */
export function InteractionList({ interactions }: { interactions: InteractionList_interaction$key }) {
  const { t } = useLingui()
  const { word } = useWords()
  const items = useFragment(fragment, interactions)
  if (items.length === 0) return <p className={css.empty}>{t`Nothing logged yet.`}</p>
  return (
    <ul className={css.list}>
      {items.map((item) => (
        <li key={item.id} className={css.item}>
          <span className={css.icon}>
            <InteractionIcon kind={item.kind} />
          </span>
          <span className={css.summary}>{item.summary ?? '—'}</span>
          <span className={css.when}>
            <Moment at={item.at} />
          </span>
          <span className={css.meta}>
            {[
              word('interactionKinds', item.kind),
              word('directions', item.direction),
              item.minutes ? t`${item.minutes} min` : null,
              item.by?.name,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  )
}
