import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { useRight } from '../viewer/Viewer'
import type { Fund } from './FundChoice'

const BookingDialog = lazy(() => import('./BookingDialog').then((loaded) => ({ default: loaded.BookingDialog })))

type Props = { client?: Item; fund?: Fund; onBooked: () => void }

/** The button that opens a booking, for those who may book. */
export function BookTransaction(props: Props) {
  const { t } = useLingui()
  const may = useRight('Mutation.bookTransaction')
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button small onClick={() => setOpen(true)}>
        {t`Book a transaction`}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <BookingDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
