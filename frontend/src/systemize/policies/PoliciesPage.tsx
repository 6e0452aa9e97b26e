import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useCallback, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { PoliciesPageQuery, PoliciesPageQuery$data } from '../../__generated__/PoliciesPageQuery.graphql'
import { Boundary } from '../../ui/Boundary'
import { EmptyState } from '../../ui/EmptyState'
import { Page } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import { Tabs } from '../../ui/Tabs'
import { useSearchValues, useSetSearch } from '../../viewer/url'
import { useRight } from '../../viewer/Viewer'
import css from './Policies.module.css'
import { PolicyDraftBar } from './PolicyDraftBar'
import type { Part } from './PolicyGrid'
import { type Kept, usePolicyDraft } from './usePolicyDraft'

const PolicyGrid = lazy(() => import('./PolicyGrid').then((loaded) => ({ default: loaded.PolicyGrid })))
const PolicyProposal = lazy(() => import('./PolicyProposal').then((loaded) => ({ default: loaded.PolicyProposal })))
const PolicySimulator = lazy(() => import('./PolicySimulator').then((loaded) => ({ default: loaded.PolicySimulator })))
const PolicyVersions = lazy(() => import('./PolicyVersions').then((loaded) => ({ default: loaded.PolicyVersions })))

const query = graphql`
  query PoliciesPageQuery {
    policyStudio {
      number
      roles {
        name
        zh
        en
        people
        forKeys
        keeper
      }
      draft {
        version
        effect {
          cells
          needsSecond
        }
        ...PolicyDraftBar_draft
      }
      proposal {
        id
        ...PolicyProposal_proposal
      }
      ...PolicyVersions_studio
    }
  }
`
type Studio = PoliciesPageQuery$data['policyStudio']
export type Role = Studio['roles'][number]

/** Who may see and do what: the grid and its draft, actions, whose rows, trying it on a client, versions. */
export function PoliciesPage() {
  const { t } = useLingui()
  const mayRead = useRight('Query.policyStudio')
  return (
    <Page title={t`Permissions`}>
      {mayRead ? (
        <Boundary fallback={<SkeletonRows rows={12} />}>
          <StudioParts />
        </Boundary>
      ) : (
        <EmptyState scene="lock" title={t`This is for whoever keeps the permissions.`} />
      )}
    </Page>
  )
}

function StudioParts() {
  const { t } = useLingui()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const mayEdit = useRight('Mutation.changePolicyDraft')
  const mayPublish = useRight('Mutation.publishPolicy')
  const mayDecide = useRight('Mutation.decidePolicyProposal')
  // `looks` reads the studio anew; `rung` the rows, too, when another policy or draft is there.
  const [looks, setLooks] = useState(0)
  const [rung, setRung] = useState(0)
  const { policyStudio } = useLazyLoadQuery<PoliciesPageQuery>(
    query,
    {},
    { fetchPolicy: looks ? 'store-and-network' : 'network-only', fetchKey: looks },
  )
  const [edited, setEdited] = useState<Kept | null>(null)
  const read = keptOf(policyStudio)
  const kept = edited && edited.version >= read.version && edited.number === read.number ? edited : read
  const onKept = useCallback((next: Kept) => setEdited(next), [])
  const change = usePolicyDraft(kept, onKept)
  const look = () => setLooks((n) => n + 1)
  const changed = () => {
    setEdited(null)
    look()
    setRung((n) => n + 1)
  }
  const grid = (part: Part) => (
    <Boundary fallback={<SkeletonRows rows={12} />}>
      <PolicyGrid key={part} part={part} roles={policyStudio.roles} rung={rung} change={mayEdit ? change : null} />
    </Boundary>
  )
  const tabs = [
    { id: 'fields', title: t`Fields`, body: () => grid('FIELDS') },
    { id: 'actions', title: t`Actions`, body: () => grid('ACTIONS') },
    { id: 'rows', title: t`Whose records`, body: () => grid('ROWS') },
    {
      id: 'try',
      title: t`Try it`,
      body: () => (
        <Boundary fallback={<SkeletonRows rows={8} />}>
          <PolicySimulator roles={policyStudio.roles} turn={rung + (edited?.version ?? 0)} />
        </Boundary>
      ),
    },
    {
      id: 'versions',
      title: t`Versions`,
      body: () => (
        <Boundary fallback={<SkeletonRows rows={6} />}>
          <PolicyVersions studio={policyStudio} mayPublish={mayPublish} onChanged={changed} />
        </Boundary>
      ),
    },
  ]
  const open = tabs.some(({ id }) => id === values.tab) ? (values.tab ?? 'fields') : 'fields'
  return (
    <div className={css.whole}>
      {policyStudio.proposal && (
        <Suspense fallback={null}>
          <PolicyProposal
            of={policyStudio.proposal}
            number={policyStudio.number}
            mayDecide={mayDecide}
            onDecided={changed}
          />
        </Suspense>
      )}
      <PolicyDraftBar
        kept={kept}
        draft={policyStudio.draft}
        mayPublish={mayPublish}
        onLook={look}
        onChanged={changed}
      />
      <Tabs
        label={t`Permissions`}
        tabs={tabs}
        value={open}
        onChange={(tab) => setSearch({ tab, type: null, class: null, role: null, differs: null, search: null })}
      />
    </div>
  )
}

function keptOf({ number, draft }: Studio): Kept {
  return {
    number,
    version: draft?.version ?? 0,
    cells: draft?.effect?.cells ?? 0,
    needsSecond: draft?.effect?.needsSecond ?? false,
  }
}
