import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { LinkInputClientQuery } from '../__generated__/LinkInputClientQuery.graphql'
import type { LinkInputProductQuery } from '../__generated__/LinkInputProductQuery.graphql'
import type { Item } from '../ui/Choice'
import { ClientChoice } from './ClientChoice'
import { FundChoice } from './FundChoice'

const client = graphql`
  query LinkInputClientQuery($id: ID!, $skip: Boolean!) {
    client(id: $id) @skip(if: $skip) {
      id
      name
    }
  }
`
const product = graphql`
  query LinkInputProductQuery($id: ID!, $skip: Boolean!) {
    product(id: $id) @skip(if: $skip) {
      id
      name
      code
    }
  }
`

type Props = {
  label: string
  value: string | null
  onChange: (value: string | null) => void
  required?: boolean
  error?: string | undefined
}
const ONCE = { fetchPolicy: 'store-or-network' } as const

/** One client, by his id; whoever chooses him reaches him. */
export function ClientLinkInput({ value, onChange, ...rest }: Props) {
  const [chosen, setChosen] = useState<Item | null>(null)
  const known = chosen?.value === value
  const data = useLazyLoadQuery<LinkInputClientQuery>(client, { id: value ?? '', skip: !value || known }, ONCE)
  const stored = value ? { value, label: data.client?.name ?? '…' } : null
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
  const data = useLazyLoadQuery<LinkInputProductQuery>(product, { id: value ?? '', skip: !value || known }, ONCE)
  const label = data.product ? `${data.product.name ?? ''} · ${data.product.code ?? ''}` : '…'
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
