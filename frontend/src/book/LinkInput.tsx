import { useState } from 'react'
import type { Item } from '../ui/Choice'
import { ClientChoice } from './ClientChoice'
import { FundChoice } from './FundChoice'
import { useLinkName } from './useLinkName'

type Props = {
  label: string
  value: string | null
  onChange: (value: string | null) => void
  required?: boolean
  error?: string | undefined
}

/** One client, by his id; whoever chooses him reaches him. */
export function ClientLinkInput({ value, onChange, ...rest }: Props) {
  const [chosen, setChosen] = useState<Item | null>(null)
  const known = chosen?.value === value
  const label = useLinkName('client', known ? null : value)
  const stored = value ? { value, label } : null
  return (
    <ClientChoice
      {...rest}
      value={value && known ? chosen : stored}
      onChange={(next) => {
        setChosen(next)
        onChange(next?.value ?? null)
      }}
    />
  )
}

/** One product, by its id. */
export function ProductLinkInput({ value, onChange, ...rest }: Props) {
  const [chosen, setChosen] = useState<Item | null>(null)
  const known = chosen?.value === value
  const label = useLinkName('product', known ? null : value)
  const stored = value ? { value, label, classes: [] } : null
  return (
    <FundChoice
      {...rest}
      value={value && known && chosen ? { ...chosen, classes: [] } : stored}
      onChange={(next) => {
        setChosen(next)
        onChange(next?.value ?? null)
      }}
    />
  )
}
