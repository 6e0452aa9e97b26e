import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { QualificationWallet_suitability$key } from '../__generated__/QualificationWallet_suitability.graphql'
import { QualificationItem } from '../book/QualificationItem'
import css from '../book/Suitability.module.css'
import { EmptyState } from '../ui/EmptyState'

const QualificationReview = lazy(() =>
  import('../book/QualificationReview').then((m) => ({ default: m.QualificationReview })),
)

const fragment = graphql`
  fragment QualificationWallet_suitability on ClientSuitability {
    qualifications {
      id
      ...QualificationItem_qualification
      ...QualificationReview_qualification
    }
    insistences {
      level
      risk
      confirmedOn
      product {
        id
        name
      }
    }
  }
`
type Props = { suitability: QualificationWallet_suitability$key; client: string; onChanged: () => void }

/** What a client has proven, with what and until when; and what he insisted on. */
export function QualificationWallet({ suitability, client, onChanged }: Props) {
  const { t } = useLingui()
  const { qualifications, insistences } = useFragment(fragment, suitability)
  const [reviewed, setReviewed] = useState<string | null>(null)
  const one = qualifications.find((row) => row.id === reviewed)
  return (
    <>
      {qualifications.length === 0 ? (
        <EmptyState small title={t`Nothing was proven yet.`} />
      ) : (
        <ul className={css.list}>
          {qualifications.map((row) => (
            <QualificationItem key={row.id} qualification={row} client={client} onReview={() => setReviewed(row.id)} />
          ))}
        </ul>
      )}
      {insistences.length > 0 && (
        <p className={css.meta}>
          {t`Insisted on:`}{' '}
          {insistences
            .map((row) => `${row.product?.name ?? '—'} (${row.level} → ${row.risk}, ${row.confirmedOn})`)
            .join('; ')}
        </p>
      )}
      {one && (
        <Suspense fallback={null}>
          <QualificationReview qualification={one} onSaved={onChanged} onClose={() => setReviewed(null)} />
        </Suspense>
      )}
    </>
  )
}
