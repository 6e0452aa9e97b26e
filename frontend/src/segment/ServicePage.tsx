import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ServicePageQuery, ServicePageQuery$data } from '../__generated__/ServicePageQuery.graphql'
import { Boundary } from '../ui/Boundary'
import { EmptyState } from '../ui/EmptyState'
import { InForce } from '../ui/InForce'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useBegun } from '../ui/useBegun'
import { useRight } from '../viewer/Viewer'
import { ServiceTable } from './ServiceTable'
import { ServiceVersions } from './ServiceVersions'
import css from './Tiers.module.css'

const ServiceEditor = lazy(() => import('./ServiceEditor').then((loaded) => ({ default: loaded.ServiceEditor })))

const query = graphql`
  query ServicePageQuery {
    serviceMatrices {
      number
      content
      note
      publishedAt
      publishedBy {
        name
      }
      cells {
        ...ServiceTable_cells
      }
    }
  }
`
export type ListedMatrix = ServicePageQuery$data['serviceMatrices'][number]

/** What clients are due: the matrix in force, its editor, and the versions before it. */
export function ServicePage() {
  const { t } = useLingui()
  return (
    <Page title={t`Service matrix`} padded>
      <Boundary fallback={<SkeletonRows rows={6} />}>
        <Matrix />
      </Boundary>
    </Page>
  )
}

function Matrix() {
  const { t } = useLingui()
  const { begun, begin, again, published, close } = useBegun<ListedMatrix>()
  const { serviceMatrices } = useLazyLoadQuery<ServicePageQuery>(query, {}, again)
  const mayPublish = useRight('Mutation.publishServiceMatrix')
  const newest = serviceMatrices[0]
  if (!newest) return <EmptyState scene="list" title={t`The firm has no service matrix yet.`} />
  return (
    <div className={css.panel}>
      <InForce present={newest} edit={t`Edit the matrix`} onEdit={mayPublish && !begun ? () => begin(newest) : null}>
        <p className={css.sentence}>
          {t`Of the cells that fit a client the most specific one holds: tier and condition before one of both. Of equals the higher priority.`}
        </p>
        <ServiceTable cells={newest.cells} />
      </InForce>
      {begun && (
        <Suspense fallback={<SkeletonRows rows={8} />}>
          <ServiceEditor key={begun.number} from={begun} newest={newest} onPublished={published} onClose={close} />
        </Suspense>
      )}
      <ServiceVersions matrices={serviceMatrices} onBegin={mayPublish ? begin : null} />
    </div>
  )
}
