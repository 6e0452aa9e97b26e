import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { RunSteps_run$data, RunSteps_run$key } from '../../__generated__/RunSteps_run.graphql'
import { useRunWords } from '../../book/automationWords'
import { useRunFailure } from '../../book/runFailures'
import { paths } from '../../paths'
import { Badge } from '../../ui/Badge'
import { Link } from '../../ui/Link'
import { Moment } from '../../ui/Moment'
import { RecordSection } from '../../ui/RecordPanel'
import own from './Automations.module.css'
import { useCatalogue } from './useCatalogue'

const fragment = graphql`
  fragment RunSteps_run on AutomationRun {
    steps {
      id
      step
      kind
      outcome
      noun
      params
      error
      at
      made {
        __typename
        id
        ... on Task {
          title
        }
        ... on Approval {
          title
        }
        ... on Journey {
          client {
            id
            name
          }
        }
        ... on Client {
          name
        }
        ... on AutomationRun {
          automation {
            zh
            en
          }
        }
      }
    }
  }
`
type Step = NonNullable<RunSteps_run$data['steps']>[number]

/** Each step that was taken, what came of it, and what it made. */
export function RunSteps({ run }: { run: RunSteps_run$key }) {
  const { t } = useLingui()
  const words = useRunWords()
  const catalogue = useCatalogue()
  const failed = useRunFailure()
  const { steps } = useFragment(fragment, run)
  return (
    <RecordSection title={t`Steps`}>
      {!steps?.length ? (
        <p className={own.meta}>{t`No step was taken yet.`}</p>
      ) : (
        <ol className={own.taken}>
          {steps.map((step) => {
            const { word, hue, shape } = words.outcome(step.outcome)
            return (
              <li key={step.id}>
                <span className={own.badges}>
                  <strong>{catalogue.step(step.kind)}</strong>
                  <Badge hue={hue} shape={shape}>
                    {word}
                  </Badge>
                  <span className={own.meta}>
                    {step.step} · <Moment at={step.at} />
                  </span>
                </span>
                {step.error && <span>{failed(step.error, step.params)}</span>}
                <Made made={step.made} />
              </li>
            )
          })}
        </ol>
      )}
    </RecordSection>
  )
}

/** What a step made, as a link to where it is seen. */
function Made({ made }: { made: Step['made'] }) {
  const { t } = useLingui()
  switch (made?.__typename) {
    case 'Task':
      return <Link to={paths.tasks()}>{t`Task: ${made.title ?? '—'}`}</Link>
    case 'Approval':
      return <Link to={paths.approvals({ tab: 'all', open: made.id })}>{t`Approval: ${made.title}`}</Link>
    case 'Journey':
      return made.client ? (
        <Link to={paths.client(made.client.id, 'journey')}>{t`Journey of ${made.client.name ?? '—'}`}</Link>
      ) : null
    case 'Client':
      return <Link to={paths.client(made.id)}>{made.name ?? '—'}</Link>
    case 'AutomationRun':
      return <Link to={paths.automationRuns({ open: made.id })}>{t`The run that it started`}</Link>
    default:
      return null
  }
}
