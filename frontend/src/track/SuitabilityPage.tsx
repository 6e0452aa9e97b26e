import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SuitabilityPageQuery, SuitabilityPageQuery$data } from '../__generated__/SuitabilityPageQuery.graphql'
import css from '../book/Suitability.module.css'
import { contentOf } from '../book/suitabilityContent'
import { Boundary } from '../ui/Boundary'
import { contentDifferences } from '../ui/contentDifferences'
import { EmptyState } from '../ui/EmptyState'
import { InForce } from '../ui/InForce'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useBegun } from '../ui/useBegun'
import { VersionList } from '../ui/VersionList'
import { useRight } from '../viewer/Viewer'
import { SuitabilityGrid } from './SuitabilityGrid'
import { SuitabilityThresholds } from './SuitabilityThresholds'

const SuitabilityEditor = lazy(() => import('./SuitabilityEditor').then((m) => ({ default: m.SuitabilityEditor })))

const query = graphql`
  query SuitabilityPageQuery {
    suitabilityVersions {
      number
      content
      note
      publishedAt
      publishedBy {
        name
      }
    }
  }
`
export type ListedRules = SuitabilityPageQuery$data['suitabilityVersions'][number]

/** The rules of suitability: questionnaire, grid, thresholds; their editor, and the versions before. */
export function SuitabilityPage() {
  const { t } = useLingui()
  return (
    <Page title={t`Suitability rules`} padded>
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Rules />
      </Boundary>
    </Page>
  )
}

function Rules() {
  const { t } = useLingui()
  const { begun, begin, again, published, close } = useBegun<ListedRules>()
  const { suitabilityVersions } = useLazyLoadQuery<SuitabilityPageQuery>(query, {}, again)
  const mayPublish = useRight('Mutation.publishSuitabilityRules')
  const newest = suitabilityVersions[0]
  if (!newest) return <EmptyState scene="list" title={t`The firm has no suitability rules yet.`} />
  const content = contentOf(newest.content)
  if (begun)
    return (
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <SuitabilityEditor key={begun.number} from={begun} newest={newest} onPublished={published} onClose={close} />
      </Suspense>
    )
  return (
    <div className={css.panel}>
      <InForce present={newest} edit={t`Edit the rules`} onEdit={mayPublish ? () => begin(newest) : null}>
        <SuitabilityGrid grid={content.grid} />
      </InForce>
      <SuitabilityThresholds content={content} />
      <VersionList
        versions={suitabilityVersions}
        changesOf={(version, before) => contentDifferences(contentOf(before.content), contentOf(version.content))}
        onBegin={mayPublish ? begin : null}
      />
    </div>
  )
}
