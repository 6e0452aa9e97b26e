import { useLingui } from '@lingui/react/macro'
import { type ComponentType, lazy } from 'react'
import { useRight } from '../../viewer/Viewer'
import type { Asked } from '../cockpitSearch'

type Props = { asked: Asked; members: readonly string[] }

/** Cards of the cockpit by the names that boards keep them under. */
const CARDS: Record<string, ComponentType<Props>> = {
  cards: lazy(() => import('../CockpitCards').then((loaded) => ({ default: loaded.CockpitCards }))),
  money: lazy(() => import('../CockpitMoney').then((loaded) => ({ default: loaded.CockpitMoney }))),
  board: lazy(() => import('../CockpitBoard').then((loaded) => ({ default: loaded.CockpitBoard }))),
  map: lazy(() => import('../CockpitMap').then((loaded) => ({ default: loaded.CockpitMap }))),
  portrait: lazy(() => import('../CockpitPortrait').then((loaded) => ({ default: loaded.CockpitPortrait }))),
  growth: lazy(() => import('../CockpitGrowth').then((loaded) => ({ default: loaded.CockpitGrowth }))),
  heads: lazy(() => import('../CockpitHeads').then((loaded) => ({ default: loaded.CockpitHeads }))),
  funnel: lazy(() => import('../CockpitFunnel').then((loaded) => ({ default: loaded.CockpitFunnel }))),
}

/** The card of a name; null where there is none. */
export const cockpitCard = (name: string | null): ComponentType<Props> | null => (name && CARDS[name]) || null

/** What the cards are called; without the right to journeys there is no funnel. */
export function useCockpitCards() {
  const { t } = useLingui()
  const mayTrack = useRight('Query.journeyFigures')
  const items = [
    { value: 'cards', label: t`Key figures` },
    { value: 'money', label: t`Money raised over time` },
    { value: 'board', label: t`Leaderboard` },
    { value: 'map', label: t`Regions` },
    { value: 'portrait', label: t`Portrait of clients` },
    { value: 'growth', label: t`Growth of clients` },
    { value: 'heads', label: t`Contribution per head` },
    { value: 'funnel', label: t`Funnel` },
  ]
  return { items: items.filter(({ value }) => value !== 'funnel' || mayTrack) }
}
