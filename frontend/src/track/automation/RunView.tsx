import { useLingui } from '@lingui/react/macro'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RunViewQuery } from '../../__generated__/RunViewQuery.graphql'
import { useBoth } from '../../book/journeyWords'
import { RunState } from '../../book/RunState'
import { useRunFailure } from '../../book/runFailures'
import { paths } from '../../paths'
import { Failure } from '../../relay/failure'
import { ErrorState, Note } from '../../ui/ErrorState'
import { Link } from '../../ui/Link'
import { Moment } from '../../ui/Moment'
import { RecordSection } from '../../ui/RecordPanel'
import own from './Automations.module.css'
import { RunActs } from './RunActs'
import { RunSends } from './RunSends'
import { RunSteps } from './RunSteps'
import { useEventWords } from './useEventWords'
import { useFactWords } from './useFactWords'

const query = graphql`
  query RunViewQuery($id: ID!) {
    automationRun(id: $id) {
      id
      number
      event
      state
      startedAt
      endedAt
      dueAt
      attempts
      depth
      error
      params
      facts
      automation {
        id
        zh
        en
        number
        content
      }
      client {
        id
        name
      }
      cause {
        id
        event
        startedAt
        automation {
          zh
          en
        }
      }
      ...RunActs_run
      ...RunSteps_run
      ...RunSends_run
    }
  }
`

/** A receipt: why it began, what was known then, each step and what came of it, and what can be done about it. */
export function RunView({ id, onChanged }: { id: string; onChanged: () => void }) {
  const { t } = useLingui()
  const both = useBoth()
  const events = useEventWords()
  const facts = useFactWords()
  const failed = useRunFailure()
  const { automationRun: run } = useLazyLoadQuery<RunViewQuery>(query, { id }, { fetchPolicy: 'network-only' })
  if (!run) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const content = run.automation?.content as { condition?: unknown } | null | undefined
  const looped = run.error === 'AUTOMATION_LOOP'
  const isConditional = run.automation?.number === run.number && Boolean(content?.condition)
  return (
    <div className={own.stack}>
      <p className={own.badges}>
        <RunState state={run.state} />
        {run.automation && (
          <Link to={paths.automation(run.automation.id)}>
            {both(run.automation)} · {t`version ${run.number}`}
          </Link>
        )}
      </p>
      {run.error && run.state !== 'done' && <Note tone="warn">{failed(run.error, run.params)}</Note>}
      <RunActs run={run} onChanged={onChanged} />
      <RecordSection title={t`Why it began`}>
        <dl className={own.facts}>
          <dt>{t`Started by`}</dt>
          <dd>{events(run.event)}</dd>
          <dt>{t`Client`}</dt>
          <dd>{run.client ? <Link to={paths.client(run.client.id)}>{run.client.name ?? '—'}</Link> : t`The firm`}</dd>
          <dt>{t`Began`}</dt>
          <dd>
            <Moment at={run.startedAt} exact />
          </dd>
          <dt>{t`Condition`}</dt>
          <dd>
            {looped
              ? '—'
              : isConditional
                ? t`It held.`
                : run.automation?.number === run.number
                  ? t`None was asked.`
                  : t`Whatever that version asked, held.`}
          </dd>
          {run.endedAt ? (
            <>
              <dt>{t`Ended`}</dt>
              <dd>
                <Moment at={run.endedAt} exact />
              </dd>
            </>
          ) : (
            run.dueAt && (
              <>
                <dt>{t`Goes on`}</dt>
                <dd>
                  <Moment at={run.dueAt} exact />
                </dd>
              </>
            )
          )}
          {facts(run.facts).map(([label, value]) => (
            <div key={label} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </RecordSection>
      {(run.cause || run.depth > 0) && (
        <RecordSection title={t`Chain of causes`}>
          <p className={own.meta}>{t`Runs before it in the chain: ${run.depth}`}</p>
          {run.cause && (
            <Link to={paths.automationRuns({ open: run.cause.id })}>
              {run.cause.automation ? both(run.cause.automation) : events(run.cause.event)}
            </Link>
          )}
        </RecordSection>
      )}
      <RunSteps run={run} />
      <RunSends run={run} onChanged={onChanged} />
    </div>
  )
}
