import { lazy, type ReactNode, type Ref, Suspense } from 'react'
import { LateField } from './LateField'

const load = () => import('./Calendar')
const DayCalendar = lazy(() => load().then((loaded) => ({ default: loaded.DayCalendar })))
const MomentCalendar = lazy(() => load().then((loaded) => ({ default: loaded.MomentCalendar })))

export type Props = {
  label: ReactNode
  value: string | null
  onChange: (value: string | null) => void
  error?: ReactNode
  hint?: ReactNode
  required?: boolean
  disabled?: boolean
  /** What an empty field means; else the form of a date. Never a date, which would pass for a value. */
  placeholder?: string
  onBlur?: () => void
  ref?: Ref<HTMLInputElement>
}

/** A business date, "2026-11-22", typed or picked. */
export function DateField(props: Props) {
  return (
    <Suspense fallback={<LateField label={props.label} />}>
      <DayCalendar {...props} />
    </Suspense>
  )
}

/** A wall-clock moment in the business zone, "2026-11-22 09:05"; see `instantOf` for the instant it names. */
export function MomentField(props: Props) {
  return (
    <Suspense fallback={<LateField label={props.label} />}>
      <MomentCalendar {...props} />
    </Suspense>
  )
}
