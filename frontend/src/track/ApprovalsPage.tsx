import { useLingui } from '@lingui/react/macro'
import { Plus, Settings2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Boundary } from '../ui/Boundary'
import { Button, buttonClass } from '../ui/Button'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { ApprovalList } from './ApprovalList'

const RequestApprovalDialog = lazy(() =>
  import('../book/RequestApprovalDialog').then((loaded) => ({ default: loaded.RequestApprovalDialog })),
)
const VIEWS = ['waiting', 'asked', 'copied', 'all']

/** What has to be approved: what waits for the reader, what he asked for, what he was told of, and all in his reach. */
export function ApprovalsPage() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const mayRead = useRight('Query.approvals')
  const mayAsk = useRight('Mutation.requestApproval')
  const [asking, setAsking] = useState(false)
  const [turn, setTurn] = useState(0)
  const titles: Record<string, string> = {
    waiting: t`To approve`,
    asked: t`Asked by me`,
    copied: t`Copied to me`,
    all: t({ message: 'All', context: 'approvals' }),
  }
  const view = VIEWS.includes(values.tab ?? '') ? (values.tab ?? 'waiting') : 'waiting'
  return (
    <Page
      title={t`Approvals`}
      padded
      actions={
        <>
          <Link to={paths.approvalKinds()} className={buttonClass('plain')}>
            <Settings2 size={14} aria-hidden="true" />
            {t`Kinds`}
          </Link>
          {mayAsk && (
            <Button look="primary" onClick={() => setAsking(true)}>
              <Plus size={14} aria-hidden="true" />
              {t`Ask for an approval`}
            </Button>
          )}
        </>
      }
    >
      {mayRead ? (
        <Tabs
          label={t`Which approvals`}
          value={view}
          onChange={(tab) => setSearch({ tab: tab === 'waiting' ? null : tab, open: null, state: null })}
          tabs={VIEWS.map((id) => ({
            id,
            title: titles[id] ?? id,
            body: () => (
              <Boundary fallback={<SkeletonRows rows={8} />}>
                <ApprovalList key={`${id} ${turn}`} view={id} />
              </Boundary>
            ),
          }))}
        />
      ) : (
        <ErrorState failure={new Failure('FORBIDDEN', '')} />
      )}
      {asking && (
        <Suspense fallback={null}>
          <RequestApprovalDialog
            onDone={(id) => {
              setTurn((n) => n + 1)
              setSearch({ tab: 'asked', open: id || null })
            }}
            onClose={() => setAsking(false)}
          />
        </Suspense>
      )}
    </Page>
  )
}
