import { useParams } from '@tanstack/react-router'
import { lazy } from 'react'
import { Boundary } from '../../ui/Boundary'
import { SkeletonRows } from '../../ui/Skeleton'

const AutomationView = lazy(() => import('./AutomationView').then((loaded) => ({ default: loaded.AutomationView })))

/** One automation: what it does, how it goes, its versions, and the editor of the next one. */
export function AutomationPage() {
  const { automationId } = useParams({ strict: false }) as { automationId: string }
  return (
    <Boundary fallback={<SkeletonRows rows={10} />}>
      <AutomationView key={automationId} id={automationId} />
    </Boundary>
  )
}
