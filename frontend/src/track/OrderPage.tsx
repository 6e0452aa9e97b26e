import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { Suspense } from 'react'
import { OrderView } from '../book/OrderView'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'

/** One order: where it stands, what it lacks, and what was done. */
export function OrderPage() {
  const { t } = useLingui()
  const { orderId } = useParams({ strict: false }) as { orderId: string }
  return (
    <Page
      title={t({ message: 'Order', context: 'page' })}
      padded
      actions={<Link to={paths.orders()}>{t`All orders`}</Link>}
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Suspense fallback={<SkeletonRows rows={8} />}>
          <OrderView key={orderId} id={orderId} />
        </Suspense>
      </Boundary>
    </Page>
  )
}
