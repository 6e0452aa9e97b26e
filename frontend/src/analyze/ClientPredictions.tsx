import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ClientPredictionsQuery } from '../__generated__/ClientPredictionsQuery.graphql'
import { Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { ErrorState } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { useRight } from '../viewer/Viewer'
import { DoubtDialog, type Doubted, OptOutDialog, useOptIn } from './PredictionDialogs'
import { PredictionReasons } from './PredictionReasons'
import { BAND_HUES, usePredictionWords } from './predictionWords'

const query = graphql`
  query ClientPredictionsQuery($id: ID!) {
    client(id: $id) {
      name
      predictions {
        optedOut
        predictions {
          ...PredictionReasons_prediction
          kind
          band
        }
      }
    }
  }
`

/** What is foretold of a client and why; he can be taken out of it. */
export function ClientPredictions({ id }: { id: string }) {
  const { t } = useLingui()
  const words = usePredictionWords()
  const [turn, setTurn] = useState(0)
  const [doubted, setDoubted] = useState<Doubted | null>(null)
  const [leaving, setLeaving] = useState(false)
  const again = () => setTurn((n) => n + 1)
  const [optIn, busy] = useOptIn(again)
  const mayDoubt = useRight('Mutation.doubtPrediction')
  const mayOut = useRight('Mutation.setPredictionOptOut')
  const { client } = useLazyLoadQuery<ClientPredictionsQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const found = client?.predictions
  if (!client || !found) return <ErrorState failure={new Failure('FORBIDDEN', '')} />
  if (found.optedOut)
    return (
      <>
        <EmptyState scene="list" title={t`The client wants no predictions about him.`}>
          {t`Nothing is scored, and no list shows him.`}
        </EmptyState>
        {mayOut && <TextButton disabled={busy} onClick={() => void optIn(id)}>{t`He allows it again`}</TextButton>}
      </>
    )
  return (
    <>
      {found.predictions.length === 0 && (
        <EmptyState scene="list" title={t`Nothing is foretold of this client.`}>
          {t`Only who holds units that he could give back is scored, once a day.`}
        </EmptyState>
      )}
      {found.predictions.map((each) => (
        <Section
          key={each.kind}
          title={words.kind(each.kind)}
          actions={
            <Badge hue={BAND_HUES[each.band as keyof typeof BAND_HUES]} shape="half">
              {words.band(each.band)}
            </Badge>
          }
        >
          <PredictionReasons
            prediction={each}
            onDoubt={
              mayDoubt
                ? (feature, sentence) => setDoubted({ client: id, kind: each.kind, feature, words: sentence })
                : undefined
            }
          />
        </Section>
      ))}
      {mayOut && <TextButton onClick={() => setLeaving(true)}>{t`He wants no predictions…`}</TextButton>}
      {doubted && <DoubtDialog of={doubted} onClose={() => setDoubted(null)} />}
      {leaving && (
        <OptOutDialog client={{ id, name: client.name ?? '—' }} onClose={() => setLeaving(false)} onDone={again} />
      )}
    </>
  )
}
