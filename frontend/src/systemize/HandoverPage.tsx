import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { graphql, useFragment, useLazyLoadQuery } from 'react-relay'
import type { HandoverPage_handover$key } from '../__generated__/HandoverPage_handover.graphql'
import type { HandoverPageDiscardMutation } from '../__generated__/HandoverPageDiscardMutation.graphql'
import type { HandoverPageQuery } from '../__generated__/HandoverPageQuery.graphql'
import { dateTime } from '../format/date'
import { count } from '../format/money'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { ErrorState, FailureLine, Note } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { useGo } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import css from './Handover.module.css'
import { HandoverLines } from './HandoverLines'
import { HandoverState } from './HandoverState'
import { useExecuteHandover, useUndoHandover } from './useHandover'

const query = graphql`
  query HandoverPageQuery($id: ID!) {
    handover(id: $id) {
      id
      ...HandoverPage_handover
    }
  }
`
const fragment = graphql`
  fragment HandoverPage_handover on Handover {
    id
    version
    state
    reason
    letGo
    clientCount
    taskCount
    mailCount
    viewCount
    keptCount
    createdAt
    executedAt
    undoUntil
    undoneAt
    from {
      id
      name
      active
    }
    othersTo {
      name
    }
    createdBy {
      name
    }
    executedBy {
      name
    }
    undoneBy {
      name
    }
    ...HandoverLines_handover
  }
`
const discard = graphql`
  mutation HandoverPageDiscardMutation($input: VersionedInput!) {
    discardHandover(input: $input) {
      ...HandoverPage_handover
    }
  }
`

/** One hand-over: what moves or moved, to whom, and what can be done about it. */
export function HandoverPage() {
  const { t } = useLingui()
  const { handoverId } = useParams({ strict: false })
  return (
    <Boundary
      fallback={
        <Page title={t`Hand-over`} padded>
          <SkeletonRows rows={8} />
        </Page>
      }
    >
      <Loaded id={handoverId ?? ''} />
    </Boundary>
  )
}

function Loaded({ id }: { id: string }) {
  const { t } = useLingui()
  const { handover } = useLazyLoadQuery<HandoverPageQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  if (!handover) {
    return (
      <Page title={t`Hand-over`} padded>
        <ErrorState page failure={new Failure('NOT_FOUND', '')} />
      </Page>
    )
  }
  return <Told handover={handover} />
}

type Asking = 'execute' | 'undo' | null

function Told({ handover }: { handover: HandoverPage_handover$key }) {
  const { t, i18n } = useLingui()
  const data = useFragment(fragment, handover)
  const go = useGo()
  const mayExecute = useRight('Mutation.executeHandover')
  const mayUndo = useRight('Mutation.undoHandover')
  const mayDiscard = useRight('Mutation.discardHandover')
  const [asking, setAsking] = useState<Asking>(null)
  const [giveUp, givingUp] = useChange<HandoverPageDiscardMutation>(discard)
  const name = data.from?.name ?? '—'
  const planned = data.state === 'planned'
  const undoable = data.state === 'executed' && data.undoUntil != null && new Date(data.undoUntil) > new Date()
  const drop = async () => {
    const outcome = await giveUp({ input: { id: data.id, version: data.version } })
    if (outcome.ok) toast(t`The plan was given up.`)
    else toast(outcome.failure.message, 'bad')
  }
  return (
    <Page
      title={t`Clients of ${name}`}
      count={count(data.clientCount, i18n.locale)}
      padded
      actions={
        <>
          {planned && mayDiscard && (
            <Button look="quiet" busy={givingUp} onClick={() => void drop()}>{t`Give the plan up`}</Button>
          )}
          {planned && mayExecute && (
            <Button look="primary" onClick={() => setAsking('execute')}>{t`Hand over now…`}</Button>
          )}
          {undoable && mayUndo && <Button onClick={() => setAsking('undo')}>{t`Take back…`}</Button>}
          <Button look="quiet" onClick={() => go(paths.handovers())}>{t`All hand-overs`}</Button>
        </>
      }
    >
      <div className={css.stack}>
        {planned && <Note>{t`This is a plan: nothing has moved yet.`}</Note>}
        {(data.keptCount ?? 0) > 0 && (
          <Note tone="warn">
            {t`${count(data.keptCount ?? 0, i18n.locale)} clients had been given to somebody else since and did not come back.`}
          </Note>
        )}
        <dl className={css.facts}>
          <dt>{t`State`}</dt>
          <dd>
            <HandoverState state={data.state} />
          </dd>
          <dt>{t`Reason`}</dt>
          <dd>{data.reason}</dd>
          <dt>{t`Planned by`}</dt>
          <dd>
            {data.createdBy?.name ?? '—'} · {dateTime(data.createdAt)}
          </dd>
          {data.executedAt && (
            <>
              <dt>{t`Handed over by`}</dt>
              <dd>
                {data.executedBy?.name ?? '—'} · {dateTime(data.executedAt)}
              </dd>
              <dt>{t`Moved`}</dt>
              <dd>
                {t`${count(data.clientCount, i18n.locale)} clients, ${count(data.taskCount, i18n.locale)} open tasks, ${count(data.mailCount, i18n.locale)} mails, ${count(data.viewCount, i18n.locale)} shared views`}
              </dd>
            </>
          )}
          {data.undoneAt && (
            <>
              <dt>{t`Taken back by`}</dt>
              <dd>
                {data.undoneBy?.name ?? '—'} · {dateTime(data.undoneAt)}
              </dd>
            </>
          )}
          {undoable && (
            <>
              <dt>{t`Can be taken back until`}</dt>
              <dd>{dateTime(data.undoUntil)}</dd>
            </>
          )}
          <dt>{t`Account`}</dt>
          <dd>
            {data.letGo
              ? data.from?.active === false
                ? t`Deactivated with the hand-over`
                : t`To be deactivated with the hand-over`
              : t`Not touched`}
          </dd>
          {data.othersTo && (
            <>
              <dt>{t`Everything else`}</dt>
              <dd>{data.othersTo.name}</dd>
            </>
          )}
        </dl>
        <HandoverLines handover={data} planned={planned} />
      </div>
      {asking && (
        <Question
          asking={asking}
          of={data}
          name={name}
          clients={data.clientCount}
          letGo={data.letGo}
          onClose={() => setAsking(null)}
        />
      )}
    </Page>
  )
}

type QuestionProps = {
  asking: 'execute' | 'undo'
  of: { id: string; version: number }
  name: string
  clients: number
  letGo: boolean
  onClose: () => void
}

/** Asks before clients move, either way. */
function Question({ asking, of, name, clients, letGo, onClose }: QuestionProps) {
  const { t, i18n } = useLingui()
  const [execute, executing] = useExecuteHandover()
  const [undo, undoing] = useUndoHandover()
  const [failure, setFailure] = useState<Failure | null>(null)
  const number = count(clients, i18n.locale)
  const forth = asking === 'execute'
  const run = async () => {
    const refused = await (forth ? execute(of) : undo(of))
    if (refused) setFailure(refused)
    else onClose()
  }
  return (
    <Dialog
      title={forth ? t`Hand over ${number} clients of ${name}?` : t`Give ${number} clients back to ${name}?`}
      open
      onClose={onClose}
      size={440}
    >
      <Stack>
        <p>
          {forth
            ? t`Clients and open tasks move at once. It can be taken back for 30 days.`
            : t`Clients who were given to somebody else since stay there, and tasks that were done since stay done.`}
        </p>
        {letGo && (
          <Note tone="warn">
            {forth
              ? t`The account is deactivated and all its sessions end within a second.`
              : t`The account is active again; the person has to sign in anew.`}
          </Note>
        )}
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={executing || undoing} onClick={() => void run()}>
          {forth ? t`Hand over` : t`Take back`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
