import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { ClientTrialQuery, ClientTrialQuery$data } from '../../__generated__/ClientTrialQuery.graphql'
import { useRunWords } from '../../book/automationWords'
import { ClientChoice } from '../../book/ClientChoice'
import { RunState } from '../../book/RunState'
import { asFailure, type Failure } from '../../relay/failure'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import type { Item } from '../../ui/Choice'
import { FailureLine, Note } from '../../ui/ErrorState'
import own from './Automations.module.css'
import type { AutomationContent } from './content'
import { useCatalogue } from './useCatalogue'

const query = graphql`
  query ClientTrialQuery($content: JSON!, $client: ID!) {
    testAutomation(content: $content, client: $client) {
      fits
      reason
      state
      steps {
        step
        kind
        outcome
        text
        message
        error
      }
    }
  }
`
type Result = ClientTrialQuery$data['testAutomation']

/** The version tried on one client: its steps are really taken, and all of it is taken back. */
export function ClientTrial({ content }: { content: AutomationContent }) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [client, setClient] = useState<Item | null>(null)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [result, setResult] = useState<Result | null>(null)
  const run = (of: Item) => {
    setBusy(true)
    setFailure(null)
    setResult(null)
    const variables = { content, client: of.value }
    fetchQuery<ClientTrialQuery>(environment, query, variables, { fetchPolicy: 'network-only' }).subscribe({
      next: (data) => setResult(data.testAutomation),
      error: (error: Error) => {
        setFailure(asFailure(error))
        setBusy(false)
      },
      complete: () => setBusy(false),
    })
  }
  return (
    <div className={own.stack}>
      <p className={own.meta}>
        {t`Each step is taken as it would be, waits are passed at once, and everything is taken back. Nobody is told.`}
      </p>
      <ClientChoice label={t({ message: 'Try it on', context: 'automation' })} value={client} onChange={setClient} />
      <div>
        <Button busy={busy} disabled={!client} onClick={() => client && run(client)}>
          {t`Try it`}
        </Button>
      </div>
      <FailureLine failure={failure} />
      {result && <Shown result={result} />}
    </div>
  )
}

function Shown({ result }: { result: Result }) {
  const { t } = useLingui()
  const words = useRunWords()
  const catalogue = useCatalogue()
  if (!result.fits)
    return (
      <Note>{result.reason ? t`It would not run: this does not hold: ${result.reason}` : t`It would not run.`}</Note>
    )
  return (
    <section className={own.stack} aria-label={t`What it would do`}>
      <p className={own.badges} role="status">
        {t`It would run:`} <RunState state={result.state} />
      </p>
      <ol className={own.taken}>
        {result.steps.map((step, n) => {
          const { word, hue, shape } = words.outcome(step.outcome)
          return (
            <li key={n}>
              <span className={own.badges}>
                <strong>{catalogue.step(step.kind)}</strong>
                <Badge hue={hue} shape={shape}>
                  {word}
                </Badge>
              </span>
              {step.text && <span>{step.text}</span>}
              {(step.message ?? step.error) && <span>{step.message ?? step.error}</span>}
            </li>
          )
        })}
      </ol>
    </section>
  )
}
