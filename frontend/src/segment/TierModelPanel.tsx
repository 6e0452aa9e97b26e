import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TierModelPanelQuery, TierModelPanelQuery$data } from '../__generated__/TierModelPanelQuery.graphql'
import { WhatUsesButton } from '../book/WhatUsesButton'
import { paths } from '../paths'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { InForce } from '../ui/InForce'
import { Link } from '../ui/Link'
import { Money } from '../ui/Money'
import { SkeletonRows } from '../ui/Skeleton'
import { useBegun } from '../ui/useBegun'
import { useRight } from '../viewer/Viewer'
import { TierBadge } from './TierBadge'
import css from './Tiers.module.css'
import { TierVersions } from './TierVersions'

const TierEditor = lazy(() => import('./TierEditor').then((loaded) => ({ default: loaded.TierEditor })))

const query = graphql`
  query TierModelPanelQuery {
    tierModels {
      number
      effectiveFrom
      inForce
      sentence
      note
      publishedAt
      publishedBy {
        name
      }
      content
      tiers {
        key
        zh
        en
        hue
        amount
        inclusive
        scoreFrom
      }
    }
  }
`
export type ListedModel = TierModelPanelQuery$data['tierModels'][number]

/** The model in force as a sentence and a table, its editor, and the versions before it. */
export function TierModelPanel() {
  const { t } = useLingui()
  const { begun, begin, again, published, close } = useBegun<ListedModel>()
  const { tierModels } = useLazyLoadQuery<TierModelPanelQuery>(query, {}, again)
  const mayPublish = useRight('Mutation.publishTierModel')
  const present = tierModels.find((model) => model.inForce)
  const newest = tierModels[0]
  if (!present || !newest) return <p>{t`The firm has no tier model yet.`}</p>
  return (
    <div className={css.panel}>
      <InForce present={present} edit={t`Edit the model`} onEdit={mayPublish && !begun ? () => begin(newest) : null}>
        <p className={css.sentence}>{present.sentence}</p>
        <TierTable model={present} />
      </InForce>
      {begun && (
        <Suspense fallback={<SkeletonRows rows={8} />}>
          <TierEditor key={begun.number} from={begun} newest={newest} onPublished={published} onClose={close} />
        </Suspense>
      )}
      <TierVersions models={tierModels} onBegin={mayPublish ? begin : null} />
    </div>
  )
}

function TierTable({ model }: { model: ListedModel }) {
  const { t, i18n } = useLingui()
  const zh = i18n.locale === 'zh-CN'
  const lifts = model.tiers.some((tier) => tier.scoreFrom != null)
  return (
    <DataTable
      label={t`Tiers`}
      heads={[
        { id: 'tier', title: t`Tier` },
        { id: 'bound', title: t`Bound`, end: true },
        ...(lifts ? [{ id: 'score', title: t`Score lifts from`, end: true }] : []),
        { id: 'clients', title: t`Clients`, end: true },
        { id: 'key', title: t({ message: 'Code', context: 'tier' }), wide: true },
      ]}
    >
      {model.tiers.map((tier) => (
        <tr key={tier.key}>
          <td>
            <TierBadge tier={tier} />
          </td>
          <td className={endCell}>
            {tier.amount == null ? (
              '—'
            ) : (
              <>
                {tier.inclusive ? t`from` : t`above`} <Money cny={tier.amount} />
              </>
            )}
          </td>
          {lifts && <td className={endCell}>{tier.scoreFrom ?? '—'}</td>}
          <td className={endCell}>
            <WhatUsesButton fact={`tier:${tier.key}`} name={zh ? tier.zh : tier.en} />{' '}
            <Link to={paths.clients({ tier: tier.key })}>{t`Show`}</Link>
          </td>
          <td className={wideCell}>{tier.key}</td>
        </tr>
      ))}
    </DataTable>
  )
}
