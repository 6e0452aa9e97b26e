import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { NeedsPanelQuery, NeedsPanelQuery$data } from '../__generated__/NeedsPanelQuery.graphql'
import { useNeedAmount, useNeedWords, useReopenNeed } from '../book/needWords'
import { dateTime, dayOf } from '../format/date'
import { Badge } from '../ui/Badge'
import { Button, TextButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { useRight } from '../viewer/Viewer'
import { CloseNeedDialog } from './CloseNeedDialog'
import { NeedDialog } from './NeedDialog'
import css from './Needs.module.css'

const query = graphql`
  query NeedsPanelQuery($id: ID!) {
    needs(client: $id, first: 100) {
      nodes {
        id
        version
        purpose
        amount
        currency
        horizon
        note
        followUpOn
        state
        reason
        createdAt
        createdBy {
          name
        }
        interaction {
          at
        }
      }
    }
  }
`
export type NeedRow = NeedsPanelQuery$data['needs']['nodes'][number]

/** What a client needs: open ones first by the day on which somebody comes back to them. */
export function NeedsPanel({ id }: { id: string }) {
  const { t } = useLingui()
  const [turn, setTurn] = useState(0)
  const { needs } = useLazyLoadQuery<NeedsPanelQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const mayCreate = useRight('Mutation.createNeed')
  const [editing, setEditing] = useState<NeedRow | 'new' | null>(null)
  const [closing, setClosing] = useState<{ need: NeedRow; state: 'met' | 'dropped' } | null>(null)
  const again = () => setTurn((n) => n + 1)
  const open = needs.nodes.filter((need) => need.state === 'open')
  const closed = needs.nodes.filter((need) => need.state !== 'open')
  return (
    <div className={css.panel}>
      {mayCreate && (
        <div>
          <Button small onClick={() => setEditing('new')}>
            <Plus size={13} aria-hidden="true" />
            {t`New need`}
          </Button>
        </div>
      )}
      {needs.nodes.length === 0 ? (
        <EmptyState scene="list" title={t`No needs written down.`}>
          <p>{t`What the client wants money for, how much and until when.`}</p>
        </EmptyState>
      ) : (
        <ul className={css.list}>
          {[...open, ...closed].map((need) => (
            <Line
              key={need.id}
              need={need}
              onEdit={() => setEditing(need)}
              onClose={(state) => setClosing({ need, state })}
              onReopened={again}
            />
          ))}
        </ul>
      )}
      {editing && (
        <NeedDialog
          client={id}
          need={editing === 'new' ? null : editing}
          onSaved={again}
          onClose={() => setEditing(null)}
        />
      )}
      {closing && <CloseNeedDialog {...closing} onClosed={again} onClose={() => setClosing(null)} />}
    </div>
  )
}

type LineProps = {
  need: NeedRow
  onEdit: () => void
  onClose: (state: 'met' | 'dropped') => void
  onReopened: () => void
}

function Line({ need, onEdit, onClose, onReopened }: LineProps) {
  const { t } = useLingui()
  const { state, horizon } = useNeedWords()
  const amountOf = useNeedAmount()
  const mayEdit = useRight('Mutation.updateNeed')
  const mayClose = useRight('Mutation.closeNeed')
  const mayReopen = useRight('Mutation.reopenNeed')
  const reopen = useReopenNeed()
  const open = need.state === 'open'
  const late = open && need.followUpOn != null && need.followUpOn <= dayOf(new Date())
  const made = dateTime(need.createdAt).slice(0, 10)
  const facts = [
    amountOf(need),
    need.horizon && horizon(need.horizon),
    need.interaction ? t`heard on ${dateTime(need.interaction.at).slice(0, 10)}` : t`written down on ${made}`,
    need.createdBy?.name,
  ]
  return (
    <li className={open ? css.need : `${css.need} ${css.closed}`}>
      <div className={css.head}>
        <strong>{need.purpose}</strong>
        <Badge hue={open ? 'blue' : need.state === 'met' ? 'green' : 'neutral'} shape={open ? 'ring' : 'dot'}>
          {state(need.state)}
        </Badge>
        {open && need.followUpOn && <Badge hue={late ? 'red' : 'amber'}>{t`Follow up ${need.followUpOn}`}</Badge>}
      </div>
      <span className={css.meta}>{facts.filter(Boolean).join(' · ')}</span>
      {need.note && <p className={css.text}>{need.note}</p>}
      {need.reason && <p className={css.text}>{t`Outcome: ${need.reason}`}</p>}
      <div className={css.acts}>
        {open && mayEdit && <TextButton onClick={onEdit}>{t`Edit`}</TextButton>}
        {open && mayClose && <TextButton onClick={() => onClose('met')}>{t`Met…`}</TextButton>}
        {open && mayClose && <TextButton onClick={() => onClose('dropped')}>{t`Dropped…`}</TextButton>}
        {!open && mayReopen && (
          <TextButton
            onClick={() => void reopen(need).then((done) => done && onReopened())}
          >{t`Open again`}</TextButton>
        )}
      </div>
    </li>
  )
}
