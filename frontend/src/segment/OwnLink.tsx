import { useLingui } from '@lingui/react/macro'
import { paths } from '../paths'
import { Link } from '../ui/Link'
import type { Own } from './useOwnText'

/** The client or product that a field names, as a link to its page. */
export function OwnLink({ kind, own }: { kind: 'client' | 'product'; own: Own }) {
  const { t } = useLingui()
  const id = String(own.value)
  if (kind === 'client') return <Link to={paths.client(id)}>{own.name ?? t`A client`}</Link>
  return <Link to={paths.product(id)}>{own.name ?? t`A product`}</Link>
}
