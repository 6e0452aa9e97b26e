import { lazy, Suspense } from 'react'
import type { Item } from './Choice'
import { LateField } from './LateField'

const FinderField = lazy(() => import('./ChoiceField').then((loaded) => ({ default: loaded.FinderField })))

export type FinderProps = {
  label: string
  value: Item | null
  onChange: (value: Item | null) => void
  items: readonly Item[]
  onText: (text: string) => void
  placeholder?: string
  required?: boolean
  error?: string | undefined
}

/** One of a list that the server narrows while one types. */
export function Finder(props: FinderProps) {
  return (
    <Suspense fallback={<LateField label={props.label} />}>
      <FinderField {...props} />
    </Suspense>
  )
}
