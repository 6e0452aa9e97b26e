import { useLingui } from '@lingui/react/macro'
import { Workflow } from 'lucide-react'
import { lazy } from 'react'
import { paths } from '../../paths'
import { Failure } from '../../relay/failure'
import { Boundary } from '../../ui/Boundary'
import { buttonClass } from '../../ui/Button'
import { ErrorState } from '../../ui/ErrorState'
import { Link } from '../../ui/Link'
import { Page } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import { useRight } from '../../viewer/Viewer'

const RunList = lazy(() => import('./RunList').then((loaded) => ({ default: loaded.RunList })))

/** What automations did: a receipt for each run, the latest first, the open one beside the list. */
export function AutomationRunsPage() {
  const { t } = useLingui()
  const mayRead = useRight('Query.automationRuns')
  return (
    <Page
      title={t`Runs of automations`}
      padded
      actions={
        <Link to={paths.automations()} className={buttonClass('plain')}>
          <Workflow size={14} aria-hidden="true" />
          {t`Automations`}
        </Link>
      }
    >
      {mayRead ? (
        <Boundary fallback={<SkeletonRows rows={8} />}>
          <RunList />
        </Boundary>
      ) : (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      )}
    </Page>
  )
}
