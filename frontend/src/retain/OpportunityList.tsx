import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { OpportunityList_board$key } from '../__generated__/OpportunityList_board.graphql'
import { useBoth } from '../book/journeyWords'
import { Button, TextButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import css from './Opportunities.module.css'
import { DismissDialog, OpportunityJourneyDialog } from './OpportunityDialogs'
import { OpportunityItem } from './OpportunityItem'
import { useOpportunityActs } from './useOpportunityActs'

const fragment = graphql`
  fragment OpportunityList_board on OpportunityBoard {
    truncated
    kinds {
      key
      zh
      en
    }
    opportunities {
      id
      state
      held
      ...OpportunityItem_opportunity
    }
  }
`
const AT_ONCE = 100
type Props = { board: OpportunityList_board$key; view: string; onDone: () => void }

/** Chances of a view; several are taken up or put away at once. */
export function OpportunityList({ board, view, onDone }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const { kinds, opportunities: rows, truncated } = useFragment(fragment, board)
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [dismissed, setDismissed] = useState<readonly string[] | null>(null)
  const [starting, setStarting] = useState<string | null>(null)
  const done = () => {
    setPicked(new Set())
    onDone()
  }
  const acts = useOpportunityActs(done)
  const names = new Map(kinds.map((kind) => [kind.key, both(kind)]))
  const several = (view === 'open' && (acts.mayTake || acts.mayDismiss)) || (view === 'dismissed' && acts.mayRestore)
  const chosen = rows.map((row) => row.id).filter((id) => picked.has(id))
  const pick = (id: string, on: boolean) =>
    setPicked((before) => new Set(on ? [...before, id] : [...before].filter((each) => each !== id)))
  if (rows.length === 0)
    return (
      <EmptyState scene="list" title={view === 'open' ? t`No opportunity is open.` : t`None.`}>
        {view === 'open' && t`They are looked for each night, and whenever something happens in the ledger.`}
      </EmptyState>
    )
  return (
    <>
      {several && (
        <div className={css.bar}>
          <Button
            small
            look="quiet"
            onClick={() => setPicked(new Set(chosen.length ? [] : rows.slice(0, AT_ONCE).map((row) => row.id)))}
          >
            {chosen.length ? t`Choose none` : t`Choose all`}
          </Button>
          {view === 'open' && acts.mayTake && (
            <Button small busy={acts.busy} disabled={chosen.length === 0} onClick={() => void acts.take(chosen)}>
              {t`Make tasks (${chosen.length})`}
            </Button>
          )}
          {view === 'open' && acts.mayDismiss && (
            <Button small aria-haspopup="dialog" disabled={chosen.length === 0} onClick={() => setDismissed(chosen)}>
              {t`Dismiss (${chosen.length})…`}
            </Button>
          )}
          {view === 'dismissed' && (
            <Button small busy={acts.busy} disabled={chosen.length === 0} onClick={() => void acts.restore(chosen)}>
              {t`Take back (${chosen.length})`}
            </Button>
          )}
        </div>
      )}
      <ul className={css.list} aria-label={t`Opportunities`}>
        {rows.map((row) => (
          <OpportunityItem
            key={row.id}
            opportunity={row}
            kindName={(key) => names.get(key) ?? key}
            picked={picked.has(row.id)}
            onPick={several ? (on) => pick(row.id, on) : undefined}
            acts={
              <OpportunityButtons
                row={row}
                acts={acts}
                onDismiss={() => setDismissed([row.id])}
                onStart={() => setStarting(row.id)}
              />
            }
          />
        ))}
      </ul>
      {truncated && <p className={css.meta}>{t`There are more; narrow the list to see them.`}</p>}
      {dismissed && <DismissDialog ids={dismissed} onClose={() => setDismissed(null)} onDone={done} />}
      {starting && <OpportunityJourneyDialog id={starting} onClose={() => setStarting(null)} onDone={done} />}
    </>
  )
}

type ButtonsProps = {
  row: { readonly id: string; readonly state: string; readonly held: string | null | undefined }
  acts: ReturnType<typeof useOpportunityActs>
  onDismiss: () => void
  onStart: () => void
}

/** What can be done with one chance now. */
export function OpportunityButtons({ row, acts, onDismiss, onStart }: ButtonsProps) {
  const { t } = useLingui()
  const free = row.state === 'open' && !row.held
  return (
    <>
      {free && acts.mayTake && (
        <TextButton disabled={acts.busy} onClick={() => void acts.take([row.id])}>{t`Make a task`}</TextButton>
      )}
      {free && acts.mayStart && <TextButton aria-haspopup="dialog" onClick={onStart}>{t`Start a journey…`}</TextButton>}
      {row.state === 'open' && acts.mayDismiss && (
        <TextButton aria-haspopup="dialog" onClick={onDismiss}>{t`Dismiss…`}</TextButton>
      )}
      {row.state === 'dismissed' && acts.mayRestore && (
        <TextButton disabled={acts.busy} onClick={() => void acts.restore([row.id])}>{t`Take back`}</TextButton>
      )}
    </>
  )
}
