import { useLingui } from '@lingui/react/macro'
import { Fragment, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { PredictionListQuery } from '../__generated__/PredictionListQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { TaskDialog } from '../book/TaskDialog'
import { percent } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { DataTable, endCell, wideCell, wideEndCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { FilterBar } from '../ui/FilterBar'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight, useViewer } from '../viewer/Viewer'
import css from './Prediction.module.css'
import { DoubtDialog, type Doubted } from './PredictionDialogs'
import { PredictionReasons } from './PredictionReasons'
import { BAND_HUES, signed, usePredictionWords } from './predictionWords'

const query = graphql`
  query PredictionListQuery($kind: String!, $owner: ID, $team: Boolean!, $band: String) {
    predictions(kind: $kind, owner: $owner, team: $team, band: $band) {
      model
      asOf
      predictions {
        ...PredictionReasons_prediction
        band
        place
        chance
        average
        score
        expected
        reasons {
          key
          zh
          en
        }
        client {
          id
          name
          owner {
            name
          }
        }
      }
      shares {
        high
        medium
        user {
          id
          name
        }
      }
    }
  }
`
const BANDS = ['high', 'medium', 'low']

/** Clients who may leave (or add), the likeliest first, with the reasons in words and what to do about it. */
export function PredictionList({ kind }: { kind: 'churn' | 'upsell' }) {
  const { t, i18n } = useLingui()
  const both = useBoth()
  const words = usePredictionWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const { user } = useViewer()
  const mayDoubt = useRight('Mutation.doubtPrediction')
  const mayTask = useRight('Mutation.createTask')
  const [open, setOpen] = useState<string | null>(null)
  const [doubted, setDoubted] = useState<Doubted | null>(null)
  const [asking, setAsking] = useState<{ id: string; name: string } | null>(null)
  const of = values.of === 'mine' || values.of === 'team' ? values.of : 'all'
  const band = values.band === 'all' ? null : BANDS.includes(values.band ?? '') ? (values.band ?? 'high') : 'high'
  const { predictions: found } = useLazyLoadQuery<PredictionListQuery>(
    query,
    { kind, owner: of === 'mine' ? (user?.id ?? null) : null, team: of === 'team', band },
    { fetchPolicy: 'store-and-network' },
  )
  const upsell = kind === 'upsell'
  const rows = found.predictions
  return (
    <>
      <FilterBar flush>
        <Choice
          label={t`Whose clients`}
          value={of}
          onChange={(next) => setSearch({ of: next === 'all' ? null : next })}
          items={[
            { value: 'mine', label: t`Mine` },
            { value: 'team', label: t`My team's` },
            { value: 'all', label: t`All` },
          ]}
        />
        <Choice
          label={t`Band`}
          value={band ?? 'all'}
          onChange={(next) => setSearch({ band: next === 'high' ? null : next })}
          items={[...BANDS.map((each) => ({ value: each, label: words.band(each) })), { value: 'all', label: t`All` }]}
        />
      </FilterBar>
      {rows.length > 0 && found.model === 0 && (
        <p className={css.note}>
          {t`Rule score: there are too few exits to learn from, so points are given by fixed rules. It is no model and no probability.`}
        </p>
      )}
      {found.shares.length > 1 && (
        <ul className={css.shares} aria-label={t`By manager`}>
          {found.shares.slice(0, 12).map((each) => (
            <li key={each.user?.id ?? '-'}>
              {each.user?.name ?? t`No owner`}: {t`high ${each.high}, medium ${each.medium}`}
            </li>
          ))}
        </ul>
      )}
      {rows.length === 0 ? (
        <EmptyState
          scene="list"
          title={
            found.asOf
              ? t`Nobody in this band.`
              : upsell
                ? t`There is no model of additional subscriptions yet.`
                : t`Nobody was scored yet; the next look is within a day.`
          }
        />
      ) : (
        <DataTable
          label={words.kind(kind)}
          heads={[
            { id: 'client', title: t`Client` },
            { id: 'chance', title: upsell ? t`Chance` : t`Risk`, end: true },
            ...(upsell ? [{ id: 'expected', title: t`Expected amount`, end: true }] : []),
            { id: 'band', title: t`Band`, wide: true },
            { id: 'reason', title: t`Main reason`, wide: true },
            ...(found.model > 0 ? [{ id: 'average', title: t`Tier average`, end: true, wide: true }] : []),
            { id: 'owner', title: t`Owner`, wide: true },
            { id: 'do', title: '' },
          ]}
        >
          {rows.map((row) => {
            const client = row.client
            if (!client) return null
            const shown = open === client.id
            return (
              <Fragment key={client.id}>
                <tr>
                  <td>
                    <Link to={paths.client(client.id, 'predictions')}>{client.name ?? '—'}</Link>
                  </td>
                  <td className={endCell}>{row.chance ? percent(row.chance, i18n.locale) : signed(row.score)}</td>
                  {upsell && (
                    <td className={endCell}>
                      <Money cny={row.expected} />
                    </td>
                  )}
                  <td className={wideCell}>
                    <Badge hue={upsell ? 'green' : BAND_HUES[row.band as keyof typeof BAND_HUES]} shape="half">
                      {words.band(row.band)}
                    </Badge>
                  </td>
                  <td className={wideCell}>{row.reasons[0] ? both(row.reasons[0]) : '—'}</td>
                  {found.model > 0 && <td className={wideEndCell}>{percent(row.average, i18n.locale)}</td>}
                  <td className={wideCell}>{client.owner?.name ?? '—'}</td>
                  <td className={endCell}>
                    <TextButton aria-expanded={shown} onClick={() => setOpen(shown ? null : client.id)}>
                      {shown ? t`Less` : t({ message: 'Why', context: 'prediction' })}
                    </TextButton>{' '}
                    {mayTask && (
                      <TextButton
                        onClick={() => setAsking({ id: client.id, name: client.name ?? '—' })}
                      >{t`Task…`}</TextButton>
                    )}
                  </td>
                </tr>
                {shown && (
                  <tr>
                    <td colSpan={8}>
                      <PredictionReasons
                        prediction={row}
                        onDoubt={
                          mayDoubt
                            ? (feature, sentence) => setDoubted({ client: client.id, kind, feature, words: sentence })
                            : undefined
                        }
                      />
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </DataTable>
      )}
      {doubted && <DoubtDialog of={doubted} onClose={() => setDoubted(null)} />}
      {asking && <TaskDialog client={asking} onClose={() => setAsking(null)} />}
    </>
  )
}
