import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ApprovalKindsPageQuery } from '../__generated__/ApprovalKindsPageQuery.graphql'
import { useApprovalWords } from '../book/approvalWords'
import css from '../book/Journeys.module.css'
import { useBoth } from '../book/journeyWords'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { Button, buttonClass, TextButton } from '../ui/Button'
import { DataTable, endCell, wideCell } from '../ui/DataTable'
import { EmptyState } from '../ui/EmptyState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight } from '../viewer/Viewer'
import { CopyKindDialog } from './CopyKindDialog'

const ApprovalKindPanel = lazy(() =>
  import('./ApprovalKindPanel').then((loaded) => ({ default: loaded.ApprovalKindPanel })),
)

const query = graphql`
  query ApprovalKindsPageQuery {
    approvalKinds {
      id
      key
      zh
      en
      about
      number
      archivedAt
    }
  }
`

/** The kinds of approvals: which there are, what the chosen one says, its versions, and its editor. */
export function ApprovalKindsPage() {
  const { t } = useLingui()
  return (
    <Page
      title={t`Kinds of approvals`}
      padded
      actions={
        <Link to={paths.approvals()} className={buttonClass('plain')}>
          {t`To the approvals`}
        </Link>
      }
    >
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <Kinds />
      </Boundary>
    </Page>
  )
}

function Kinds() {
  const { t } = useLingui()
  const both = useBoth()
  const words = useApprovalWords()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [turn, setTurn] = useState(0)
  const again = { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn } as const
  const { approvalKinds } = useLazyLoadQuery<ApprovalKindsPageQuery>(query, {}, again)
  const mayCreate = useRight('Mutation.createApprovalKind')
  const [copying, setCopying] = useState(false)
  const chosen = approvalKinds.find(({ id }) => id === values.kind) ?? approvalKinds[0]
  if (!chosen) return <EmptyState scene="list" title={t`The firm has no kind of approval yet.`} />
  const changed = () => setTurn((n) => n + 1)
  return (
    <div className={css.panel}>
      <DataTable
        label={t`Kinds of approvals`}
        heads={[
          { id: 'name', title: t`Kind` },
          { id: 'about', title: t`About`, wide: true },
          { id: 'number', title: t`Version`, end: true },
        ]}
      >
        {approvalKinds.map((each) => (
          <tr key={each.id} aria-current={each.id === chosen.id ? 'true' : undefined}>
            <td>
              <TextButton onClick={() => setSearch({ kind: each.id })}>{both(each)}</TextButton>{' '}
              {each.id === chosen.id && <Badge hue="blue">{t`Shown below`}</Badge>}
              {each.archivedAt && <Badge>{t`Out of use`}</Badge>}
            </td>
            <td className={wideCell}>{words.about(each.about)}</td>
            <td className={endCell}>{each.number}</td>
          </tr>
        ))}
      </DataTable>
      {mayCreate && (
        <div>
          <Button small onClick={() => setCopying(true)}>{t`Copy “${both(chosen)}” as a new kind…`}</Button>
        </div>
      )}
      <Suspense fallback={<SkeletonRows rows={8} />}>
        <ApprovalKindPanel key={chosen.id} id={chosen.id} onChanged={changed} />
      </Suspense>
      {copying && (
        <CopyKindDialog
          kind={chosen.id}
          onMade={(id) => {
            changed()
            setSearch({ kind: id })
          }}
          onClose={() => setCopying(false)}
        />
      )}
    </div>
  )
}
