import { useLingui } from '@lingui/react/macro'
import { Boundary } from '../ui/Boundary'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Tabs } from '../ui/Tabs'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { EscalationPanel } from './EscalationPanel'
import { KeptTasks } from './KeptTasks'

/** What a firm keeps for its tasks: tasks for reuse, and who is told when one is late. */
export function TaskRulesPage() {
  const { t } = useLingui()
  const { tab } = useSearchValues()
  const setSearch = useSetSearch()
  const late = (body: () => React.ReactNode) => () => <Boundary fallback={<SkeletonRows rows={6} />}>{body()}</Boundary>
  return (
    <Page title={t`Task rules`} padded>
      <Tabs
        label={t`Task rules`}
        tabs={[
          { id: 'kept', title: t`Tasks for reuse`, body: late(() => <KeptTasks />) },
          { id: 'steps', title: t`Escalation`, body: late(() => <EscalationPanel />) },
        ]}
        value={tab === 'steps' ? 'steps' : 'kept'}
        onChange={(id) => setSearch({ tab: id === 'kept' ? null : id })}
      />
    </Page>
  )
}
