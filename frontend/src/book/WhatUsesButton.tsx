import { useLingui } from '@lingui/react/macro'
import { Waypoints } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { IconButton } from '../ui/Button'
import { useRight } from '../viewer/Viewer'

const WhatUses = lazy(() => import('./WhatUses').then((loaded) => ({ default: loaded.WhatUses })))

/** Opens what names a fact, for whoever may know it. */
export function WhatUsesButton({ fact, name }: { fact: string; name: string }) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  if (!useRight('Query.usesOf')) return null
  return (
    <>
      <IconButton small label={t`What uses ${name}`} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Waypoints size={14} aria-hidden="true" />
      </IconButton>
      <Suspense fallback={null}>{open && <WhatUses fact={fact} name={name} onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
