import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SuitabilityPageQuery, SuitabilityPageQuery$data } from '../__generated__/SuitabilityPageQuery.graphql'
import css from '../book/Suitability.module.css'
import { contentOf } from '../book/suitabilityContent'
import { dateTime } from '../format/date'
import { Boundary } from '../ui/Boundary'
import { Button, TextButton } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Page, Section } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useRight } from '../viewer/Viewer'
import { SuitabilityGrid } from './SuitabilityGrid'
import { SuitabilityThresholds } from './SuitabilityThresholds'

const SuitabilityEditor = lazy(() => import('./SuitabilityEditor').then((m) => ({ default: m.SuitabilityEditor })))
const SuitabilityDifferences = lazy(() =>
  import('./SuitabilityDifferences').then((m) => ({ default: m.SuitabilityDifferences })),
)

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
  const [compared, setCompared] = useState<number | null>(null)
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
      <Section title={t`Versions`}>
        <ul className={css.list}>
          {suitabilityVersions.map((version, n) => {
            const before = suitabilityVersions[n + 1]
            return (
              <li key={version.number} className={css.item}>
                <div className={css.line}>
                  <strong>{t`Version ${version.number}`}</strong>
                  <span className={css.meta}>
                    {[dateTime(version.publishedAt), version.publishedBy?.name].filter(Boolean).join(' · ')}
                  </span>
                  {before && (
                    <TextButton
                      aria-expanded={compared === version.number}
                      onClick={() => setCompared(compared === version.number ? null : version.number)}
                    >
                      {compared === version.number ? t`Hide the differences` : t`What changed`}
                    </TextButton>
                  )}
                  {mayPublish && n > 0 && <TextButton onClick={() => setBegun(version)}>{t`Take up again`}</TextButton>}
                </div>
                {version.note && <span className={css.reason}>{version.note}</span>}
                {before && compared === version.number && (
                  <Suspense fallback={<SkeletonRows rows={3} />}>
                    <SuitabilityDifferences before={contentOf(before.content)} after={contentOf(version.content)} />
                  </Suspense>
                )}
              </li>
            )
          })}
        </ul>
      </Section>
    </div>
  )
}
