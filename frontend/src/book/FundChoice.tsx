import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { graphql, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { FundChoiceQuery } from '../__generated__/FundChoiceQuery.graphql'
import type { Item } from '../ui/Choice'
import { Finder } from '../ui/Finder'

const query = graphql`
  query FundChoiceQuery($text: String!) {
    products(search: $text, first: 20) {
      nodes {
        id
        code
        name
        currency
        shareClasses {
          id
          name
          code
        }
      }
    }
  }
`

/** A fund, with what has to be chosen next. */
export type Fund = Item & { classes: readonly Item[] }

type Row = {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly shareClasses?:
    | readonly { readonly id: string; readonly name: string; readonly code: string }[]
    | null
    | undefined
}

/** A fund as the choices take it. */
export const fundOf = ({ id, code, name, shareClasses }: Row): Fund => ({
  value: id,
  label: `${name} · ${code}`,
  classes: (shareClasses ?? []).map((each) => ({ value: each.id, label: `${each.name} · ${each.code}` })),
})

type Props = {
  label: string
  value: Fund | null
  onChange: (value: Fund | null) => void
  required?: boolean
  except?: string | undefined
}

/** One fund, found by a part of its code, name or pinyin. */
export function FundChoice({ onChange, except, ...rest }: Props) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [text, setText] = useState('')
  const [funds, setFunds] = useState<Fund[]>([])
  useEffect(() => {
    const timer = setTimeout(() => {
      fetchQuery<FundChoiceQuery>(environment, query, { text: text.trim() })
        .toPromise()
        .then(
          (found) => setFunds((found?.products.nodes ?? []).map(fundOf)),
          () => setFunds([]),
        )
    }, 150)
    return () => clearTimeout(timer)
  }, [environment, text])
  return (
    <Finder
      {...rest}
      placeholder={t`Code, name, pinyin`}
      items={funds.filter((fund) => fund.value !== except)}
      onText={setText}
      onChange={(next) => onChange(funds.find((fund) => fund.value === next?.value) ?? null)}
    />
  )
}
