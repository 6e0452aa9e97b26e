import { useLingui } from '@lingui/react/macro'
import { Braces, Plus } from 'lucide-react'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ApiKeysPageQuery } from '../__generated__/ApiKeysPageQuery.graphql'
import type { ApiKeysPageRevokeMutation } from '../__generated__/ApiKeysPageRevokeMutation.graphql'
import { dayOf } from '../format/date'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button, buttonClass } from '../ui/Button'
import { DataTable, endCell } from '../ui/DataTable'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine } from '../ui/ErrorState'
import { Moment } from '../ui/Moment'
import { Page } from '../ui/Page'
import { useRoleName } from '../viewer/useFields'
import { useRight } from '../viewer/Viewer'
import { NewApiKeyDialog } from './NewApiKeyDialog'
import css from './Systemize.module.css'

const query = graphql`
  query ApiKeysPageQuery {
    apiKeys {
      id
      name
      role
      prefix
      createdAt
      expiresAt
      lastUsedAt
      revokedAt
      ips
    }
  }
`
const revoke = graphql`
  mutation ApiKeysPageRevokeMutation($input: IdInput!) {
    revokeApiKey(input: $input) {
      id
      revokedAt
    }
  }
`

/** Keys by which partners and scripts read the same GraphQL. */
export function ApiKeysPage() {
  const { t } = useLingui()
  const roleName = useRoleName()
  const [made, setMade] = useState(0)
  const { apiKeys } = useLazyLoadQuery<ApiKeysPageQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey: made },
  )
  const mayCreate = useRight('Mutation.createApiKey')
  const mayExplore = useRight('Right.explore')
  const mayRevoke = useRight('Mutation.revokeApiKey')
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<{ id: string; name: string } | null>(null)
  const now = new Date().toISOString()
  return (
    <Page
      title={t`API keys`}
      actions={
        <>
          {mayExplore && (
            <a href={paths.explore()} className={buttonClass()}>
              <Braces size={14} aria-hidden="true" />
              {t`GraphQL explorer`}
            </a>
          )}
          {mayCreate && (
            <Button look="primary" onClick={() => setCreating(true)}>
              <Plus size={14} aria-hidden="true" />
              {t`New key`}
            </Button>
          )}
        </>
      }
    >
      {apiKeys.length === 0 ? (
        <EmptyState scene="list" title={t`No keys yet.`}>
          {t`A key lets a partner's system query GraphQL with the rights of one role.`}
        </EmptyState>
      ) : (
        <DataTable
          label={t`API keys`}
          heads={[
            { id: 'name', title: t`Name` },
            { id: 'role', title: t`Role` },
            { id: 'prefix', title: t`Begins with` },
            { id: 'state', title: t`State` },
            { id: 'used', title: t`Last used` },
            { id: 'expires', title: t`Expires` },
            { id: 'ips', title: t`Only from` },
            { id: 'action', title: '' },
          ]}
        >
          {apiKeys.map((key) => (
            <tr key={key.id}>
              <td>{key.name}</td>
              <td>{roleName(key.role)}</td>
              <td className={css.mono}>{key.prefix}…</td>
              <td>
                {key.revokedAt ? (
                  <Badge shape="cross">{t`Revoked`}</Badge>
                ) : key.expiresAt < now ? (
                  <Badge hue="amber" shape="bar">
                    {t`Expired`}
                  </Badge>
                ) : (
                  <Badge hue="green" shape="dot">
                    {t`Valid`}
                  </Badge>
                )}
              </td>
              <td>
                <Moment at={key.lastUsedAt} />
              </td>
              <td>{dayOf(key.expiresAt)}</td>
              <td className={css.mono}>{key.ips.join(', ') || '—'}</td>
              <td className={endCell}>
                {mayRevoke && !key.revokedAt && (
                  <Button small look="quiet" onClick={() => setRevoking(key)}>
                    {t`Revoke…`}
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      {creating && <NewApiKeyDialog onCreated={() => setMade(made + 1)} onClose={() => setCreating(false)} />}
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  )
}

function RevokeDialog({ apiKey, onClose }: { apiKey: { id: string; name: string }; onClose: () => void }) {
  const { t } = useLingui()
  const [revokeKey, busy] = useChange<ApiKeysPageRevokeMutation>(revoke)
  const [failure, setFailure] = useState<Failure | null>(null)
  const confirm = async () => {
    const outcome = await revokeKey({ input: { id: apiKey.id } })
    if (outcome.ok) onClose()
    else setFailure(outcome.failure)
  }
  return (
    <Dialog title={t`Revoke ${apiKey.name}?`} open onClose={onClose} size={420}>
      <Stack>
        <p>{t`Whoever uses this key is refused from the next second on. It cannot be undone.`}</p>
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="danger" busy={busy} onClick={confirm}>
          {t`Revoke`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
