import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { QualificationsPageQuery } from '../__generated__/QualificationsPageQuery.graphql'
import { QualificationItem } from '../book/QualificationItem'
import css from '../book/Suitability.module.css'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'

const QualificationReview = lazy(() =>
  import('../book/QualificationReview').then((m) => ({ default: m.QualificationReview })),
)

const query = graphql`
  query QualificationsPageQuery($view: String!) {
    qualifications(view: $view) {
      client {
        id
        name
      }
      qualification {
        id
        ...QualificationItem_qualification
        ...QualificationReview_qualification
      }
    }
  }
`
const VIEWS = ['review', 'expiring', 'decided']

/** The work of compliance: what waits for a review, what runs out, what was decided. The view is in the URL. */
export function QualificationsPage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const titles: Record<string, string> = { review: t`To be reviewed`, expiring: t`Running out`, decided: t`Decided` }
  const view = VIEWS.includes(values.tab ?? '') ? (values.tab ?? 'review') : 'review'
  return (
    <Page title={t`Qualifications`} padded>
      <Tabs
        label={t`Which qualifications`}
        value={view}
        onChange={(tab) => setSearch({ tab: tab === 'review' ? null : tab })}
        tabs={VIEWS.map((id) => ({
          id,
          title: titles[id] ?? id,
          body: () => (
            <Boundary fallback={<SkeletonRows rows={8} />}>
              <List view={id} />
            </Boundary>
          ),
        }))}
      />
    </Page>
  )
}

function List({ view }: { view: string }) {
  const { t } = useLingui()
  const [turn, setTurn] = useState(0)
  const { qualifications } = useLazyLoadQuery<QualificationsPageQuery>(
    query,
    { view },
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  const [reviewed, setReviewed] = useState<string | null>(null)
  const one = qualifications.find((row) => row.qualification.id === reviewed)
  if (qualifications.length === 0)
    return <EmptyState scene="list" title={view === 'review' ? t`Nothing waits for a review.` : t`None.`} />
  return (
    <>
      <ul className={css.list}>
        {qualifications.map(({ client, qualification }) => (
          <QualificationItem
            key={qualification.id}
            qualification={qualification}
            client={client.id}
            head={<Link to={paths.client(client.id, 'suitability')}>{client.name}</Link>}
            onReview={() => setReviewed(qualification.id)}
          />
        ))}
      </ul>
      {one && (
        <Suspense fallback={null}>
          <QualificationReview
            qualification={one.qualification}
            onSaved={() => setTurn((n) => n + 1)}
            onClose={() => setReviewed(null)}
          />
        </Suspense>
      )}
    </>
  )
}
