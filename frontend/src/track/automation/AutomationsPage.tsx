import { useLingui } from '@lingui/react/macro'
import { ListChecks, Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { paths } from '../../paths'
import { Failure } from '../../relay/failure'
import { Boundary } from '../../ui/Boundary'
import { Button, buttonClass } from '../../ui/Button'
import { ErrorState } from '../../ui/ErrorState'
import { Link } from '../../ui/Link'
import { Page } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import { useRight } from '../../viewer/Viewer'

const AutomationList = lazy(() => import('./AutomationList').then((loaded) => ({ default: loaded.AutomationList })))
const NewAutomationDialog = lazy(() =>
  import('./NewAutomationDialog').then((loaded) => ({ default: loaded.NewAutomationDialog })),
)

/** What the firm does by itself: each with what it does, whether it is on, and how it went of late. */
export function AutomationsPage() {
  const { t } = useLingui()
  const mayRead = useRight('Query.automations')
  const mayRuns = useRight('Query.automationRuns')
  const mayCreate = useRight('Mutation.createAutomation')
  const [making, setMaking] = useState(false)
  return (
    <Page
      title={t`Automations`}
      padded
      actions={
        <>
          {mayRuns && (
            <Link to={paths.automationRuns()} className={buttonClass('plain')}>
              <ListChecks size={14} aria-hidden="true" />
              {t`Runs`}
            </Link>
          )}
          {mayCreate && (
            <Button look="primary" aria-haspopup="dialog" onClick={() => setMaking(true)}>
              <Plus size={14} aria-hidden="true" />
              {t`New automation`}
            </Button>
          )}
        </>
      }
    >
      {mayRead ? (
        <Boundary fallback={<SkeletonRows rows={8} />}>
          <AutomationList />
        </Boundary>
      ) : (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      )}
      {making && (
        <Suspense fallback={null}>
          <NewAutomationDialog onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </Page>
  )
}
