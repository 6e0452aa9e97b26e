import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ClientTier_client$key } from '../__generated__/ClientTier_client.graphql'
import { Bubble } from '../ui/Menu'
import { SkeletonRows } from '../ui/Skeleton'
import css from './ClientTags.module.css'
import { TierBadge } from './TierBadge'

const TierWhy = lazy(() => import('./TierWhy').then((loaded) => ({ default: loaded.TierWhy })))

const fragment = graphql`
  fragment ClientTier_client on Client {
    id
    tier {
      key
      zh
      en
      hue
    }
  }
`

/** A client's tier, which says why when it is pressed; nothing before he ever had AUM. */
export function ClientTier({ client }: { client: ClientTier_client$key }) {
  const { t } = useLingui()
  const { id, tier } = useFragment(fragment, client)
  const [open, setOpen] = useState(false)
  if (!tier) return null
  return (
    <Bubble
      label={t`Why this tier`}
      open={open}
      onChange={setOpen}
      width={360}
      target={
        <button
          type="button"
          className={css.ask}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <TierBadge tier={tier} />
          <span className="sr-only"> {t`Why this tier`}</span>
        </button>
      }
    >
      <Suspense fallback={<SkeletonRows rows={5} />}>
        <TierWhy client={id} />
      </Suspense>
    </Bubble>
  )
}
