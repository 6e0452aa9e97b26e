import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SuitabilityPageQuery, SuitabilityPageQuery$data } from '../__generated__/SuitabilityPageQuery.graphql'
import css from '../book/Suitability.module.css'
import { contentOf, differences } from '../book/suitabilityContent'
import { Boundary } from '../ui/Boundary'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Page, Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
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
  const [made, setMade] = useState(0)
  const again = { fetchPolicy: made ? 'network-only' : 'store-and-network', fetchKey: made } as const
  const { suitabilityVersions } = useLazyLoadQuery<SuitabilityPageQuery>(query, {}, again)
  const mayPublish = useRight('Mutation.publishSuitabilityRules')
  const [begun, setBegun] = useState<ListedRules | null>(null)
  const newest = suitabilityVersions[0]
  if (!newest) return <EmptyState scene="list" title={t`The firm has no suitability rules yet.`} />
  const content = contentOf(newest.content)
  const published = () => {
    setBegun(null)
    setMade((n) => n + 1)
  }
  if (begun)
    return (
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <SuitabilityEditor
          key={begun.number}
          from={begun}
          newest={newest}
          onPublished={published}
          onClose={() => setBegun(null)}
        />
      </Suspense>
    )
  return (
    <div className={css.panel}>
      <Section
        title={t`In force: version ${newest.number}`}
        actions={
          mayPublish && (
            <Button small onClick={() => setBegun(newest)}>
              {t`Edit the rules`}
            </Button>
          )
        }
      >
        <SuitabilityGrid grid={content.grid} />
      </Section>
      <SuitabilityThresholds content={content} />
      <VersionList
        versions={suitabilityVersions}
        changesOf={(version, before) =>
          differences(contentOf(before.content), contentOf(version.content)).map(({ at, from, to }) => ({
            label: at,
            before: from,
            after: to,
          }))
        }
        onBegin={mayPublish ? setBegun : null}
      />
    </div>
  )
}
