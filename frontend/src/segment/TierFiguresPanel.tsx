import { useRight } from '../viewer/Viewer'
import { HighValuePanel } from './HighValuePanel'
import { TierRevenuePanel } from './TierRevenuePanel'
import css from './Tiers.module.css'

/** The figures about tiers: the high-value share, and what a client of each tier brings. */
export function TierFiguresPanel() {
  const mayRevenue = useRight('Query.revenuePerTier')
  return (
    <div className={css.panel}>
      <HighValuePanel />
      {mayRevenue && <TierRevenuePanel />}
    </div>
  )
}
