import { useLingui } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../ui/Button'
import { useRight } from '../viewer/Viewer'

const ExportDialog = lazy(() => import('./ExportDialog').then((loaded) => ({ default: loaded.ExportDialog })))

export type ExportQuestion = {
  filter?: unknown
  orderBy?: unknown
  search?: string | undefined
  from?: string
  to?: string
}
type Props = {
  list:
    | 'clients'
    | 'tasks'
    | 'needs'
    | 'requests'
    | 'orders'
    | 'products'
    | 'households'
    | 'holdings'
    | 'transactions'
    | 'unitBreaks'
    | 'paymentDifferences'
    | 'feeDifferences'
  /** What the list is narrowed and sorted by now. */
  question: ExportQuestion
  /** Keys of the columns that are shown. */
  columns?: readonly string[]
  /** How many rows the list has, when it is known. */
  rows?: number | null
  small?: boolean
}

/** Opens the dialog in which a list is asked for as a file; not there for who may not ask. */
export function ExportButton(props: Props) {
  const { t } = useLingui()
  const may = useRight('Mutation.requestExport')
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button small={props.small ?? false} onClick={() => setOpen(true)}>
        <Download size={14} aria-hidden="true" />
        {t`Export`}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ExportDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
