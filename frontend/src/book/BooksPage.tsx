import { useLingui } from '@lingui/react/macro'
import { useRouterState } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { useViewer } from '../viewer/Viewer'
import css from './BooksPage.module.css'

/** The parts of the books this person may read, in their order. */
export function useBookParts(): { to: string; title: string }[] {
  const { t } = useLingui()
  const { rightSet } = useViewer()
  const part = (right: string, to: string, title: string) => (rightSet.has(right) ? [{ to, title }] : [])
  return [
    ...part('Query.unitBreaks', paths.reconciliation(), t`Unit differences`),
    ...part('Query.receipts', paths.payments(), t`Payments`),
    ...part('Query.paymentDifferences', paths.differences(), t`Reconciliation`),
    ...part('Query.revenueByMonth', paths.revenue(), t`Revenue`),
    ...part('Query.exchangeRates', paths.rates(), t`Exchange rates`),
  ]
}

/** A page of the books, with links to the other parts. */
export function BooksPage({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const { t } = useLingui()
  const parts = useBookParts()
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <Page title={title} actions={actions} padded>
      <nav aria-label={t`Parts of the books`} className={css.parts}>
        {parts.map((part) => (
          <Link key={part.to} to={part.to} aria-current={part.to === path ? 'page' : undefined}>
            {part.title}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  )
}
