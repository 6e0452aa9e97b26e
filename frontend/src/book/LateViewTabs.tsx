import { lazy } from 'react'
import { Boundary } from '../ui/Boundary'
import type { ViewTabsProps } from './ViewTabs'
import css from './ViewTabs.module.css'

const ViewTabs = lazy(() => import('./ViewTabs').then((loaded) => ({ default: loaded.ViewTabs })))

/** The views of a list, loaded beside its rows: neither waits for the other. */
export function LateViewTabs(props: ViewTabsProps) {
  return (
    <Boundary fallback={<div className={css.empty} />}>
      <ViewTabs {...props} />
    </Boundary>
  )
}
