import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RequestTypesPageCopyMutation } from '../__generated__/RequestTypesPageCopyMutation.graphql'
import type { RequestTypesPageQuery } from '../__generated__/RequestTypesPageQuery.graphql'
import { useBoth } from '../book/journeyWords'
import { paths } from '../paths'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button, buttonClass, TextButton } from '../ui/Button'
import { CopyDialog, CopyForm } from '../ui/CopyDialog'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { toast } from '../ui/Toasts'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import css from './Requests.module.css'
import { TypeMark } from './TypeMark'

const RequestTypePanel = lazy(() => import('./RequestTypePanel').then((m) => ({ default: m.RequestTypePanel })))

const query = graphql`
  query RequestTypesPageQuery {
    requestTypes {
      id
      key
      zh
      en
      kind
      icon
      hue
      number
      archivedAt
      content
    }
  }
`
const create = graphql`
  mutation RequestTypesPageCopyMutation($input: CreateRequestTypeInput!) {
    createRequestType(input: $input) {
      id
    }
  }
`

/** The types of requests: which there are, what the chosen one says, its versions, and its editor. */
export function RequestTypesPage() {
  const { t } = useLingui()
  return (
    <Page
      title={t`Types of service requests`}
      padded
      actions={
        <Link to={paths.requests()} className={buttonClass('plain')}>
          {t`To the requests`}
        </Link>
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Types />
      </Boundary>
    </Page>
  )
}

function Types() {
  const { t } = useLingui()
  const both = useBoth()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [turn, setTurn] = useState(0)
  const { requestTypes } = useLazyLoadQuery<RequestTypesPageQuery>(
    query,
    {},
    { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn },
  )
  const mayCreate = useRight('Mutation.createRequestType')
  const [copying, setCopying] = useState(false)
  const [run, busy] = useChange<RequestTypesPageCopyMutation>(create)
  const chosen = requestTypes.find(({ id }) => id === values.type) ?? requestTypes[0]
  if (!chosen) return <EmptyState scene="list" title={t`The firm has no type of request yet.`} />
  const changed = () => setTurn((n) => n + 1)
  return (
    <div className={css.view}>
      <DataTable
        label={t`Types of service requests`}
        heads={[
          { id: 'name', title: t`Type` },
          { id: 'kind', title: t({ message: 'Kind', context: 'request types' }), wide: true },
          { id: 'number', title: t`Version`, end: true },
        ]}
      >
        {requestTypes.map((each) => (
          <tr key={each.id} aria-current={each.id === chosen.id ? 'true' : undefined}>
            <td>
              <TypeMark icon={each.icon} hue={each.hue} name="" />{' '}
              <TextButton onClick={() => setSearch({ type: each.id })}>{both(each)}</TextButton>{' '}
              {each.id === chosen.id && <Badge hue="blue">{t`Shown below`}</Badge>}
              {each.archivedAt && <Badge>{t`Out of use`}</Badge>}
            </td>
            <td className={wideCell}>{each.kind === 'complaint' ? t`Complaint` : t`Service request`}</td>
            <td className={endCell}>{each.number}</td>
          </tr>
        ))}
      </DataTable>
      {mayCreate && (
        <div>
          <Button small onClick={() => setCopying(true)}>{t`Copy “${both(chosen)}” as a new type…`}</Button>
        </div>
      )}
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <RequestTypePanel key={chosen.id} id={chosen.id} onChanged={changed} />
      </Suspense>
      {copying && (
        <CopyDialog title={t`Copy the type`} onClose={() => setCopying(false)}>
          <CopyForm
            of={chosen}
            keyLabel={t({ message: 'Key', context: 'type' })}
            beside={null}
            busy={busy}
            copy={async ({ key, ...names }) => {
              const outcome = await run({ input: { key, content: { ...(chosen.content as object), ...names } } })
              if (!outcome.ok) return outcome.failure
              toast(t`The type is there; requests can be made by it.`)
              changed()
              setSearch({ type: outcome.data.createRequestType?.id ?? null })
              return null
            }}
            onClose={() => setCopying(false)}
          />
        </CopyDialog>
      )}
    </div>
  )
}
