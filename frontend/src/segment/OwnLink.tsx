import { useLingui } from '@lingui/react/macro'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import type { Own } from './useOwnText'

/** The client or product that a field names, as a link to its page. */
export function OwnLink({ own }: { own: Own }) {
  const { t } = useLingui()
  if (own.client) return <Link to={paths.client(own.client.id)}>{own.client.name ?? t`A client`}</Link>
  if (own.product) return <Link to={paths.product(own.product.id)}>{own.product.name ?? t`A product`}</Link>
  return '—'
}
