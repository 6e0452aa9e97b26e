import { lazy, type ReactNode, type Ref, Suspense } from 'react'
import { LateField } from './LateField'

const load = () => import('./ChoiceField')
const ChoiceField = lazy(() => load().then((loaded) => ({ default: loaded.ChoiceField })))
const ChoicesField = lazy(() => load().then((loaded) => ({ default: loaded.ChoicesField })))

export type Item = { value: string; label: string }
type Base = {
  label: ReactNode
  items: readonly Item[]
  error?: ReactNode
  hint?: ReactNode
  required?: boolean
  disabled?: boolean
  placeholder?: string
  name?: string
  onBlur?: () => void
  ref?: Ref<HTMLInputElement>
}

export type OneProps = Base & {
  value: string | null
  onChange: (value: string | null) => void
  clearable?: boolean
}

/** One of a list; typing narrows lists of more than seven. */
export function Choice(props: OneProps) {
  return (
    <Suspense fallback={<LateField label={props.label} />}>
      <ChoiceField {...props} />
    </Suspense>
  )
}

export type ManyProps = Base & { value: readonly string[]; onChange: (value: string[]) => void }

/** Any number of a list. */
export function Choices(props: ManyProps) {
  return (
    <Suspense fallback={<LateField label={props.label} />}>
      <ChoicesField {...props} />
    </Suspense>
  )
}
