import { useLingui } from '@lingui/react/macro'
import { CardList } from '../ui/grid/CardList'
import type { PageSource } from '../ui/grid/source'
import { ClientCard } from './ClientCard'
import type { ClientNode } from './useClientPages'

type Props = { source: PageSource<ClientNode>; onOpen: (client: ClientNode) => void }

/** The clients on a phone; a desk does not load this. */
export function ClientCards({ source, onOpen }: Props) {
  const { t } = useLingui()
  return <CardList label={t`Clients`} source={source} Card={ClientCard} onOpen={onOpen} />
}
