import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { NewHandoverPagePlanMutation } from '../__generated__/NewHandoverPagePlanMutation.graphql'
import type {
  HandoverWay,
  NewHandoverPageQuery,
  NewHandoverPageQuery$data,
} from '../__generated__/NewHandoverPageQuery.graphql'
import { count } from '../format/money'
import { paths } from '../paths'
import { asFailure, Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { ErrorState, FailureLine } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { Wizard } from '../ui/Wizard'
import { useGo, useSearchValues } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { HandoverReview } from './HandoverReview'
import { HandoverShare } from './HandoverShare'
import { HandoverWho, type Wishes } from './HandoverWho'
import type { DraftLine, DraftLoad } from './handoverDraft'
import { useExecuteHandover } from './useHandover'

const query = graphql`
  query NewHandoverPageQuery($from: ID!, $to: [ID!]!, $way: HandoverWay!, $split: Boolean!) {
    proposeHandover(from: $from, to: $to, way: $way, splitHouseholds: $split) {
      hidden
      otherTasks
      mails
      lines {
        role
        household
        openTasks
        dueSoon
        overdue
        birthday
        client {
          id
          name
          aum
        }
        to {
          id
        }
      }
      receivers {
        mayServe
        absent
        load {
          clients
          aum
          openTasks
          overdueTasks
          user {
            id
            name
          }
        }
      }
    }
  }
`
const plan = graphql`
  mutation NewHandoverPagePlanMutation($input: PlanHandoverInput!) {
    planHandover(input: $input) {
      id
      version
      state
    }
  }
`

type Told = NonNullable<NewHandoverPageQuery$data['proposeHandover']>
export type Proposal = { hidden: number; otherTasks: number; mails: number; loads: DraftLoad[] }

const lineOf = ({ client, to, ...line }: Told['lines'][number]): DraftLine => ({
  client: client.id,
  name: client.name ?? '—',
  aum: client.aum ?? null,
  household: line.household ?? null,
  openTasks: line.openTasks ?? null,
  dueSoon: line.dueSoon ?? null,
  overdue: line.overdue ?? null,
  birthday: line.birthday ?? null,
  role: line.role,
  to: to.id,
})
const loadOf = ({ load, absent, mayServe }: Told['receivers'][number]): DraftLoad => ({
  user: load.user.id,
  name: load.user.name,
  clients: load.clients,
  aum: load.aum ?? null,
  openTasks: load.openTasks ?? null,
  overdue: load.overdueTasks ?? null,
  absent,
  mayServe,
})

/** A hand-over in steps: whose clients and why, who follows, who gets whom, and what it means. */
export function NewHandoverPage() {
  const { t } = useLingui()
  const may = useRight('Mutation.planHandover')
  return (
    <Page title={t`Hand over clients`} padded>
      {may ? <Steps /> : <ErrorState failure={new Failure('FORBIDDEN', '')} />}
    </Page>
  )
}

function Steps() {
  const { t, i18n } = useLingui()
  const environment = useRelayEnvironment()
  const go = useGo()
  const values = useSearchValues()
  const [at, setAt] = useState(0)
  const [wishes, setWishes] = useState<Wishes>({
    from: values.from ?? null,
    reason: '',
    letGo: false,
    told: false,
    to: [],
    othersTo: null,
    way: 'NUMBER',
    split: false,
  })
  const only = new Set((values.only ?? '').split(',').filter(Boolean))
  const [proposal, setProposal] = useState<Proposal | null>(null)
  const [lines, setLines] = useState<DraftLine[]>([])
  const [asked, setAsked] = useState('')
  const [loading, setLoading] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [keep, keeping] = useChange<NewHandoverPagePlanMutation>(plan)
  const [execute, executing] = useExecuteHandover()
  const load = async () => {
    const variables = {
      from: wishes.from ?? '',
      to: [...wishes.to],
      way: wishes.way as HandoverWay,
      split: wishes.split,
    }
    // Back and forth without a change leaves what was arranged by hand.
    if (JSON.stringify(variables) === asked) return setAt(2)
    setLoading(true)
    setFailure(null)
    try {
      const told = await fetchQuery<NewHandoverPageQuery>(environment, query, variables).toPromise()
      const found = told?.proposeHandover
      if (!found) throw new Failure('NOT_FOUND', '')
      const { hidden, otherTasks, mails } = found
      setProposal({ hidden, otherTasks, mails, loads: found.receivers.map(loadOf) })
      setLines(found.lines.map(lineOf).filter((line) => only.size === 0 || only.has(line.client)))
      setAsked(JSON.stringify(variables))
      setAt(2)
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setLoading(false)
    }
  }
  const planned = async () => {
    setFailure(null)
    const { from, reason, letGo, told, othersTo, split } = wishes
    const outcome = await keep({
      input: {
        from: from ?? '',
        reason,
        letGo,
        told,
        othersTo: othersTo ?? wishes.to[0] ?? null,
        // A few clients picked by hand may be part of a family.
        splitHouseholds: split || only.size > 0,
        lines: lines.map(({ client, to }) => ({ client, to })),
      },
    })
    if (outcome.ok) return outcome.data.planHandover ?? null
    setFailure(outcome.failure)
    return null
  }
  const asPlan = async () => {
    const made = await planned()
    if (!made) return
    toast(t`The plan is kept. Nothing has moved yet.`)
    go(paths.handover(made.id), { replace: true })
  }
  const finish = async () => {
    const made = await planned()
    if (!made) return
    const refused = await execute(made)
    if (refused) toast(refused.message, 'bad')
    go(paths.handover(made.id), { replace: true })
  }
  const clients = count(lines.length, i18n.locale)
  const ready = [
    wishes.from !== null && wishes.reason.trim() !== '',
    wishes.to.length > 0,
    lines.length > 0,
    lines.length > 0,
  ][at]
  return (
    <Wizard
      steps={[
        { id: 'whose', title: t({ message: 'Whose clients', context: 'hand-over' }) },
        { id: 'who', title: t`Who follows` },
        { id: 'share', title: t`Share out` },
        { id: 'review', title: t({ message: 'Check', context: 'hand-over' }) },
      ]}
      at={at}
      onStep={(next) => (next === 2 && at === 1 ? void load() : setAt(next))}
      ready={ready ?? false}
      busy={loading || keeping || executing}
      finish={t`Hand over ${clients} clients`}
      onFinish={() => void finish()}
      onCancel={() => go(paths.handovers())}
    >
      {at < 2 && <HandoverWho step={at} wishes={wishes} only={only.size} onWishes={setWishes} />}
      {at === 2 && proposal && (
        <HandoverShare lines={lines} loads={proposal.loads} split={wishes.split || only.size > 0} onLines={setLines} />
      )}
      {at === 3 && proposal && (
        <HandoverReview lines={lines} proposal={proposal} wishes={wishes}>
          <Button busy={keeping} onClick={() => void asPlan()}>{t`Only keep as a plan`}</Button>
        </HandoverReview>
      )}
      <FailureLine failure={failure} />
    </Wizard>
  )
}
