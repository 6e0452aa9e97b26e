import { useLingui } from '@lingui/react/macro'
import { paths } from '../paths'
import { Button, buttonClass } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { useGo } from '../viewer/url'
import { useRight } from '../viewer/Viewer'

/** Nothing to list: because of the filters, or because there is nothing yet. */
export function ClientsEmpty({ narrowed }: { narrowed: boolean }) {
  const { t } = useLingui()
  const go = useGo()
  const mayCreate = useRight('Mutation.createClient')
  if (narrowed) {
    return (
      <EmptyState
        scene="filter"
        title={t`No client matches these filters.`}
        actions={<Button onClick={() => go(paths.clients())}>{t`Remove all filters`}</Button>}
      >
        {t`You see only clients your role and team include.`}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      scene="list"
      title={t`No clients yet.`}
      actions={
        mayCreate && (
          <Link className={buttonClass('primary')} to={paths.newClient()}>
            {t`New client`}
          </Link>
        )
      }
    >
      {t`Clients you own or share will be listed here. A whole workbook comes in with "startrail import".`}
    </EmptyState>
  )
}
