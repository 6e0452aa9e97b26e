import { useLingui } from '@lingui/react/macro'
import { Circle, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { JourneyMissingQuery } from '../__generated__/JourneyMissingQuery.graphql'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { Dialog, DialogFooter } from '../ui/Dialog'
import { ErrorState, FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { ApprovalWay } from './ApprovalWay'
import { useApprovalWords } from './approvalWords'
import { JourneyOrderWay, onOrders } from './JourneyOrderWay'
import css from './Journeys.module.css'
import { JourneyTaskDialog } from './JourneyTaskDialog'
import { useBoth } from './journeyWords'
import { useJourneyChange } from './useJourneyChange'

const query = graphql`
  query JourneyMissingQuery($id: ID!) {
    journey(id: $id) {
      id
      version
      state
      stage
      stageZh
      stageEn
      client {
        id
        name
      }
      ...JourneyOrderWay_journey
      missing {
        kind
        key
        zh
        en
        task
        approval
        state
        broken
        uses
      }
      stays {
        stage {
          key
          zh
          en
        }
      }
    }
  }
`
type Props = { id: string; onMoved: () => void; onChanged: () => void; onClose: () => void }

/** What holds a journey in its stage, each with the way to mend it, and the move to be tried again. */
export function JourneyMissing({ id, onMoved, onChanged, onClose }: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={t`What is still missing`} open onClose={onClose} size={520}>
      <Boundary fallback={<SkeletonRows rows={5} />}>
        <List id={id} onMoved={onMoved} onChanged={onChanged} onClose={onClose} />
      </Boundary>
    </Dialog>
  )
}

function List({ id, onMoved, onChanged, onClose }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const [turn, setTurn] = useState(0)
  const again = { fetchPolicy: 'network-only', fetchKey: turn } as const
  const { journey } = useLazyLoadQuery<JourneyMissingQuery>(query, { id }, again)
  const { advance, finish, busy } = useJourneyChange()
  const approvals = useApprovalWords()
  const [task, setTask] = useState<{ id: string; title: string } | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  if (!journey) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const stays = journey.stays ?? []
  const at = stays.findIndex(({ stage }) => stage.key === journey.stage)
  const next = stays[at + 1]?.stage
  const name = journey.client?.name ?? '—'
  const missing = journey.missing
  const attempt = async () => {
    setFailure(null)
    const refused = next ? await advance(journey, next.key) : await finish(journey)
    if (refused) {
      setFailure(refused)
      setTurn((n) => n + 1)
      return
    }
    toast(next ? t`${name} moved to ${both(next)}.` : t`The journey of ${name} is finished.`)
    onMoved()
    onClose()
  }
  return (
    <>
      <p className={css.meta}>
        {next
          ? t`${name} stays in “${both({ zh: journey.stageZh, en: journey.stageEn })}” until this is done:`
          : t`The journey of ${name} goes on until this is done:`}
      </p>
      {missing == null ? (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      ) : missing.length === 0 ? (
        <p role="status">{t`Nothing is missing any more.`}</p>
      ) : (
        <ul className={css.missing}>
          {missing.map((each) => (
            <li key={`${each.kind} ${each.key}`}>
              {each.broken ? <TriangleAlert size={14} aria-hidden="true" /> : <Circle size={14} aria-hidden="true" />}
              <span>
                {both(each)}
                <small>
                  {each.broken
                    ? t`The criterion names what is no more; whoever keeps the template has to mend it.`
                    : each.kind === 'task'
                      ? t`Mandatory task`
                      : each.kind === 'approval'
                        ? t`Approval: ${approvals.state(each.state ?? 'draft')}`
                        : t`Exit criterion`}
                </small>
              </span>
              {each.task ? (
                <Button small onClick={() => setTask({ id: each.task ?? '', title: both(each) })}>
                  {t`Complete…`}
                </Button>
              ) : each.kind === 'approval' ? (
                <ApprovalWay journey={journey} missing={each} onAsked={() => setTurn((n) => n + 1)} />
              ) : onOrders(each.uses) ? (
                <JourneyOrderWay journey={journey} />
              ) : (
                journey.client && (
                  <Link to={paths.editClient(journey.client.id)} className={css.mend}>
                    {t`Edit the client`}
                  </Link>
                )
              )}
            </li>
          ))}
        </ul>
      )}
      <FailureLine failure={failure?.code === 'EXIT_CRITERION_UNMET' ? null : failure} />
      <DialogFooter>
        <Button onClick={onClose}>{t`Close`}</Button>
        <Button look="primary" busy={busy} data-autofocus onClick={() => void attempt()}>
          {next ? t`Try again: ${both(next)}` : t`Try again: finish`}
        </Button>
      </DialogFooter>
      {task && (
        <JourneyTaskDialog
          {...task}
          onDone={() => {
            setTurn((n) => n + 1)
            onChanged()
          }}
          onClose={() => setTask(null)}
        />
      )}
    </>
  )
}
