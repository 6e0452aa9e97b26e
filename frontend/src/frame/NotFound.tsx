import { useLingui } from '@lingui/react/macro'
import { paths } from '../paths'
import { buttonClass } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { usePageTitle } from '../ui/Page'

/** For addresses that lead nowhere. */
export function NotFound() {
  const { t } = useLingui()
  usePageTitle(t`Page not found`)
  return (
    <main>
      <h1 className="sr-only">{t`Page not found`}</h1>
      <EmptyState
        scene="lost"
        title={t`There is no page at this address.`}
        actions={
          <Link to={paths.home()} className={buttonClass('primary')}>
            {t`Go to my day`}
          </Link>
        }
      >
        {t`The link may be old or mistyped.`}
      </EmptyState>
    </main>
  )
}
