import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Failure } from '../relay/failure'
import { ErrorState } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'

const parts = {
  units: lazy(() => import('./UnitBreaksPage').then((loaded) => ({ default: loaded.UnitBreaksPage }))),
  payments: lazy(() => import('./PaymentsPage').then((loaded) => ({ default: loaded.PaymentsPage }))),
  differences: lazy(() => import('./DifferencesPage').then((loaded) => ({ default: loaded.DifferencesPage }))),
  revenue: lazy(() => import('./RevenuePage').then((loaded) => ({ default: loaded.RevenuePage }))),
  rates: lazy(() => import('./RatesPage').then((loaded) => ({ default: loaded.RatesPage }))),
}

/** The books: one route, whose parts are loaded when they are visited. */
export function Books() {
  const { part = 'units' } = useParams({ strict: false }) as { part?: string }
  const Part = Object.hasOwn(parts, part) ? parts[part as keyof typeof parts] : null
  if (!Part) return <ErrorState page failure={new Failure('NOT_FOUND', '')} />
  return (
    <Suspense fallback={<SkeletonRows rows={8} />}>
      <Part />
    </Suspense>
  )
}
