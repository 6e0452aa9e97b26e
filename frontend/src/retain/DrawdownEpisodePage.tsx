import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { DrawdownEpisodePageQuery } from '../__generated__/DrawdownEpisodePageQuery.graphql'
import { Fall } from '../book/Fall'
import { percentDown, thresholdLines } from '../book/falls'
import { date } from '../format/date'
import { count } from '../format/money'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Breadcrumbs } from '../ui/Breadcrumbs'
import { Chart } from '../ui/chart/Chart'
import { DataTable, endCell } from '../ui/DataTable'
import { ErrorState } from '../ui/ErrorState'
import { Money } from '../ui/Money'
import { Page, Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { DrawdownClients } from './DrawdownClients'
import { Progress } from './Progress'
import css from './Signals.module.css'
import { useTierName } from './useTierName'

const query = graphql`
  query DrawdownEpisodePageQuery($id: ID!) {
    drawdownEpisode(id: $id) {
      id
      begunOn
      navDate
      endedAt
      level
      deepest
      holders
      aum
      loss
      owners
      ownerless
      contacted
      open
      thresholds
      product {
        id
        name
        navPoints {
          date
          adjusted
        }
      }
      byTier {
        key
        holders
        contacted
        loss
      }
      byOwner {
        user {
          id
          name
        }
        holders
        contacted
        open
        loss
      }
      ...DrawdownClients_episode
    }
  }
`

/** A fund that fell: whom it concerns, what they lose, and how far each manager is with the talks. */
export function DrawdownEpisodePage() {
  const { episodeId } = useParams({ strict: false }) as { episodeId: string }
  return (
    <Boundary fallback={<SkeletonRows rows={8} />}>
      <Episode key={episodeId} id={episodeId} />
    </Boundary>
  )
}

function Episode({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const tierName = useTierName()
  const [turn, setTurn] = useState(0)
  const { drawdownEpisode: wave } = useLazyLoadQuery<DrawdownEpisodePageQuery>(
    query,
    { id },
    { fetchPolicy: 'store-and-network', fetchKey: turn },
  )
  if (!wave) return <ErrorState page failure={new Failure('NOT_FOUND', '')} />
  const number = (value: number) => count(value, i18n.locale)
  const points = wave.product?.navPoints ?? []
  const navs = points.map((point) => point.adjusted)
  const lines = thresholdLines(navs, wave.thresholds)
  const fund = wave.product?.name ?? '—'
  return (
    <Page title={t`Drawdown of ${fund}`} padded>
      <Breadcrumbs
        crumbs={[
          { title: t`Signals`, to: paths.signals() },
          { title: t`Drawdowns`, to: paths.signals({ tab: 'drawdowns' }) },
          { title: fund },
        ]}
      />
      <dl className={css.facts}>
        <div>
          <dt>{t`Deepest`}</dt>
          <dd>
            <Fall ratio={wave.deepest} level={wave.level} />
          </dd>
        </div>
        <div>
          <dt>{t`Holders`}</dt>
          <dd>{number(wave.holders)}</dd>
        </div>
        <div>
          <dt>{t`AUM`}</dt>
          <dd>
            <Money cny={wave.aum} />
          </dd>
        </div>
        <div>
          <dt>{t`Loss`}</dt>
          <dd>
            <Money cny={wave.loss} />
          </dd>
        </div>
        <div>
          <dt>{t`Managers`}</dt>
          <dd>{number(wave.owners)}</dd>
        </div>
        <div>
          <dt>{t`Latest NAV`}</dt>
          <dd>{date(wave.navDate)}</dd>
        </div>
        <div>
          <dt>{t`Since`}</dt>
          <dd>
            {date(wave.begunOn)} {wave.endedAt && <Badge hue="green">{t`Over`}</Badge>}
          </dd>
        </div>
        <div>
          <dt>{t`Talks`}</dt>
          <dd>
            <Progress done={wave.contacted} of={wave.holders} />
          </dd>
        </div>
      </dl>
      {wave.ownerless > 0 && (
        <p className={css.meta}>{t`${wave.ownerless} clients have no owner: nobody has a task to talk with them.`}</p>
      )}
      {points.length > 1 && (
        <Section title={t`NAV and thresholds`}>
          <Chart
            title={t`Adjusted NAV`}
            summary={t`${fund} stands at most ${percentDown(wave.deepest)} below a holder's high.`}
            spec={{
              kind: 'line',
              unit: 'nav',
              fitted: true,
              categories: points.map((point) => point.date),
              series: [
                { name: t`Adjusted NAV`, values: navs },
                ...lines.map((values, n) => ({
                  name: t`${percentDown(wave.thresholds[n] ?? '0')} from the fund's high`,
                  values,
                })),
              ],
            }}
          />
        </Section>
      )}
      <div className={css.pair}>
        <Section title={t`By manager`}>
          <DataTable
            label={t`By manager`}
            heads={[
              { id: 'who', title: t`Manager` },
              { id: 'talks', title: t`Talks` },
              { id: 'loss', title: t`Loss`, end: true },
            ]}
          >
            {wave.byOwner.map((share) => (
              <tr key={share.user?.id ?? '-'}>
                <td>{share.user?.name ?? t`Without an owner`}</td>
                <td>
                  <Progress done={share.contacted} of={share.holders} />
                </td>
                <td className={endCell}>
                  <Money cny={share.loss} />
                </td>
              </tr>
            ))}
          </DataTable>
        </Section>
        <Section title={t`By tier`}>
          <DataTable
            label={t`By tier`}
            heads={[
              { id: 'tier', title: t`Tier` },
              { id: 'talks', title: t`Talks` },
              { id: 'loss', title: t`Loss`, end: true },
            ]}
          >
            {wave.byTier.map((share) => (
              <tr key={share.key ?? '-'}>
                <td>{tierName(share.key)}</td>
                <td>
                  <Progress done={share.contacted} of={share.holders} />
                </td>
                <td className={endCell}>
                  <Money cny={share.loss} />
                </td>
              </tr>
            ))}
          </DataTable>
        </Section>
      </div>
      <DrawdownClients episode={wave} onDone={() => setTurn((n) => n + 1)} />
    </Page>
  )
}
