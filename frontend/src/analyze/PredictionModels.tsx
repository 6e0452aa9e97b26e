import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { PredictionModelsQuery, PredictionModelsQuery$data } from '../__generated__/PredictionModelsQuery.graphql'
import type { PredictionModelsTrainMutation } from '../__generated__/PredictionModelsTrainMutation.graphql'
import { useBoth } from '../book/journeyWords'
import { date } from '../format/date'
import { decimal, percent } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { useTierName } from '../retain/useTierName'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell, wideCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { FilterBar } from '../ui/FilterBar'
import { Moment } from '../ui/Moment'
import { Section } from '../ui/Page'
import { toast } from '../ui/Toasts'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import css from './Prediction.module.css'
import { usePredictionWords } from './predictionWords'

const query = graphql`
  query PredictionModelsQuery($kind: String!) {
    predictionModels(kind: $kind) {
      id
      number
      state
      askedAt
      trainedAt
      windowFrom
      windowTo
      events
      needed
      baselineAuc
      horizonPredicted
      horizonActual
      quality {
        events
        predicted
        actual
        auc
        caught
        brier
        bins {
          predicted
          actual
        }
      }
      tiers {
        tier
        events
        predicted
        actual
        auc
      }
      features {
        key
        zh
        en
        weight
        low
        high
        kept
        contrary
      }
      leaks {
        key
        zh
        en
      }
      inputs {
        key
        zh
        en
        moved
        spread
      }
    }
  }
`
const train = graphql`
  mutation PredictionModelsTrainMutation($input: TrainPredictionsInput!) {
    trainPredictions(input: $input) {
      id
    }
  }
`
type Model = PredictionModelsQuery$data['predictionModels'][number]

/** The versions of a model: what it was made of, how good it was on months it had not seen, and what it rests on. */
export function PredictionModels() {
  const { t } = useLingui()
  const words = usePredictionWords()
  const { kind: asked } = useSearchValues()
  const setSearch = useSetSearch()
  const may = useRight('Mutation.trainPredictions')
  const [turn, setTurn] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [run, busy] = useChange<PredictionModelsTrainMutation>(train)
  const kind = asked === 'upsell' ? 'upsell' : 'churn'
  const { predictionModels: models } = useLazyLoadQuery<PredictionModelsQuery>(
    query,
    { kind },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  const begin = async () => {
    const outcome = await run({ input: { kind } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (!outcome.ok) return
    toast(t`The model is trained behind the scenes.`)
    setTurn((n) => n + 1)
  }
  const present = models.find((each) => each.state === 'kept')
  const latest = models[0]
  return (
    <>
      <FilterBar flush>
        <Choice
          label={t`Model`}
          value={kind}
          onChange={(next) => setSearch({ kind: next === 'churn' ? null : next })}
          items={['churn', 'upsell'].map((each) => ({ value: each, label: words.kind(each) }))}
        />
        {may && (
          <Button small busy={busy} disabled={latest?.state === 'asked'} onClick={() => void begin()}>
            {t`Train anew`}
          </Button>
        )}
      </FilterBar>
      <FailureLine failure={failure} />
      {present ? (
        <InForce model={present} kind={kind} />
      ) : (
        <EmptyState scene="list" title={t`Not enough data`}>
          {latest && latest.events != null
            ? t`${latest.events} events in the window; a model needs ${latest.needed}. Until then clients have the rule score, which is so named.`
            : t`No model was trained yet.`}
        </EmptyState>
      )}
      {models.length > 0 && (
        <Section title={t`Versions`}>
          <DataTable
            label={t`Versions`}
            heads={[
              { id: 'number', title: t`Version`, end: true },
              { id: 'state', title: t`State` },
              { id: 'trained', title: t`Trained` },
              { id: 'window', title: t`Months`, wide: true },
              { id: 'events', title: t`Events`, end: true, wide: true },
              { id: 'auc', title: 'AUC', end: true },
            ]}
          >
            {models.map((each) => (
              <tr key={each.id}>
                <td className={endCell}>{each.number}</td>
                <td>
                  <Badge hue={each.state === 'kept' ? 'green' : 'neutral'} shape="half">
                    {words.state(each.state)}
                  </Badge>
                </td>
                <td>{each.trainedAt ? <Moment at={each.trainedAt} /> : '—'}</td>
                <td className={wideCell}>
                  {each.windowFrom && each.windowTo ? `${date(each.windowFrom)} – ${date(each.windowTo)}` : '—'}
                </td>
                <td className={wideEndCell}>{each.events ?? '—'}</td>
                <td className={endCell}>{each.quality?.auc ? Number(each.quality.auc).toFixed(2) : '—'}</td>
              </tr>
            ))}
          </DataTable>
        </Section>
      )}
    </>
  )
}

function InForce({ model, kind }: { model: Model; kind: string }) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const tierName = useTierName()
  const quality = model.quality
  const short = (value: string | null | undefined) => (value ? decimal(value, i18n.locale, 2) : '—')
  const share = (value: string | null | undefined) => percent(value, i18n.locale)
  // Steps of unlike features cannot stand beside each other; their usual differences can.
  const movers = model.features.flatMap((feature) => {
    const spread = model.inputs.find(({ key }) => key === feature.key)?.spread
    return feature.kept && spread != null ? [{ feature, by: Number(feature.weight) * Number(spread) }] : []
  })
  const auc = short(quality?.auc)
  const baseline = short(model.baselineAuc)
  return (
    <>
      <Section title={t`How good it is`}>
        <p className={css.note}>
          {t`On the latest six months, which it was not made of: AUC ${auc}, against ${baseline} by the days without contact alone.`}{' '}
          {t`The tenth that it warned of most held ${share(quality?.caught)} of the events.`}{' '}
          {model.horizonPredicted && kind === 'churn'
            ? t`Within the horizon it foretold ${share(model.horizonPredicted)}; ${share(model.horizonActual)} came.`
            : ''}{' '}
          {t`Brier ${quality ? decimal(quality.brier, i18n.locale, 4) : '—'}.`}
        </p>
        <div className={css.pair}>
          {quality && (
            <Chart
              title={t`Foretold and come, by tenths`}
              summary={t`Foretold ${share(quality.predicted)} on average, came ${share(quality.actual)}.`}
              spec={{
                kind: 'scatter',
                unit: 'percent',
                x: { title: t`Foretold`, unit: 'percent' },
                y: { title: t`Came` },
                points: quality.bins.map((bin, n) => ({ name: String(n + 1), x: bin.predicted, y: bin.actual })),
              }}
            />
          )}
          {movers.length > 0 && (
            <Chart
              title={t`What moves the score`}
              summary={t`Log-odds for a usual difference (one standard deviation) of each feature that tells anything.`}
              spec={{
                kind: 'bar',
                unit: 'number',
                categories: movers.map(({ feature }) => both(feature)),
                series: [{ name: t`Log-odds`, values: movers.map(({ by }) => by.toFixed(2)) }],
              }}
            />
          )}
        </div>
      </Section>
      {model.leaks.length > 0 && (
        <p className={css.note}>{t`Left out, as they knew the answer: ${model.leaks.map(both).join(', ')}.`}</p>
      )}
      <Section title={t`Features`}>
        <DataTable
          label={t`Features`}
          heads={[
            { id: 'name', title: t`Feature` },
            { id: 'weight', title: t`Weight`, end: true },
            { id: 'range', title: t`95 % interval`, end: true, wide: true },
            { id: 'moved', title: t`Input moved`, end: true, wide: true },
            { id: 'state', title: t`State` },
          ]}
        >
          {model.features.map((each) => (
            <tr key={each.key}>
              <td>{both(each)}</td>
              <td className={endCell}>{short(each.weight)}</td>
              <td className={wideEndCell}>
                {short(each.low)} – {short(each.high)}
              </td>
              <td className={wideEndCell}>{short(model.inputs.find((one) => one.key === each.key)?.moved)}</td>
              <td>{each.contrary ? t`Contrary: look at its cause` : each.kept ? t`In the score` : t`Tells nothing`}</td>
            </tr>
          ))}
        </DataTable>
      </Section>
      <Section title={t`By tier`}>
        <DataTable
          label={t`By tier`}
          heads={[
            { id: 'tier', title: t`Tier` },
            { id: 'events', title: t`Events`, end: true },
            { id: 'predicted', title: t`Foretold`, end: true, wide: true },
            { id: 'actual', title: t`Came`, end: true, wide: true },
            { id: 'auc', title: 'AUC', end: true },
          ]}
        >
          {model.tiers.map((each) => (
            <tr key={each.tier ?? '-'}>
              <td>{tierName(each.tier)}</td>
              <td className={endCell}>{Math.round(Number(each.events))}</td>
              <td className={wideEndCell}>{share(each.predicted)}</td>
              <td className={wideEndCell}>{share(each.actual)}</td>
              <td className={endCell}>{short(each.auc)}</td>
            </tr>
          ))}
        </DataTable>
      </Section>
    </>
  )
}
