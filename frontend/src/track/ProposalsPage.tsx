import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { PickFilter } from '../book/PickFilter'
import css from '../book/Proposals.module.css'
import { ProposalsList } from '../book/ProposalsList'
import { useProposalWords } from '../book/proposalWords'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { Button, buttonClass } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { FilterBar } from '../ui/FilterBar'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { Toggle } from '../ui/Toggle'
import { useSearchValues, useSetSearch } from '../viewer/url'
import { useRight, useViewer } from '../viewer/Viewer'
import { filterOf, orderOf, readProposalsView } from './proposalsView'

const NewProposalDialog = lazy(() =>
  import('../book/NewProposalDialog').then((loaded) => ({ default: loaded.NewProposalDialog })),
)

/** All proposals in reach; what one sees is in the URL. */
export function ProposalsPage() {
  const { t } = useLingui()
  const words = useProposalWords()
  const { user } = useViewer()
  const values = useSearchValues()
  const setSearch = useSetSearch()
  const [day] = useState(() => new Date())
  const [adding, setAdding] = useState(false)
  const mayAdd = useRight('Mutation.createProposal')
  const mayStyle = useRight('Query.proposalStyleVersions')
  const mayWords = useRight('Query.forbiddenWords')
  const view = readProposalsView(values)
  const flag = (key: 'mine' | 'ending') => (on: boolean) => setSearch({ [key]: on ? 'yes' : null })
  return (
    <Page
      title={t`Proposals`}
      actions={
        <>
          {mayWords && (
            <Link to={paths.forbiddenWords()} className={buttonClass('plain')}>
              {t`Forbidden words`}
            </Link>
          )}
          {mayStyle && (
            <Link to={paths.proposalStyle()} className={buttonClass('plain')}>
              {t`Brand and texts`}
            </Link>
          )}
          {mayAdd && (
            <Button look="primary" onClick={() => setAdding(true)}>
              <Plus size={14} aria-hidden="true" />
              {t`New proposal`}
            </Button>
          )}
        </>
      }
    >
      <FilterBar>
        <PickFilter
          title={t`State`}
          items={words.states}
          picked={view.states}
          onPicked={(next) => setSearch({ state: next.length ? next.join(',') : 'all' })}
        />
        <Toggle label={t`Written by me`} checked={view.mine} onChange={flag('mine')} />
        <Toggle label={t`Runs out within a week`} checked={view.ending} onChange={flag('ending')} />
        <Choice
          label={t`Order`}
          value={view.sort}
          onChange={(sort) => setSearch({ sort: sort === 'new' ? null : sort })}
          items={[
            { value: 'new', label: t`Newest first` },
            { value: 'changed', label: t`Last changed first` },
            { value: 'valid', label: t`By last day` },
            { value: 'state', label: t`By state` },
          ]}
        />
      </FilterBar>
      <div className={css.body}>
        <Boundary fallback={<SkeletonRows rows={8} />}>
          <ProposalsList filter={filterOf(view, user?.id ?? '', day)} orderBy={orderOf(view.sort)} />
        </Boundary>
      </div>
      <Suspense fallback={null}>{adding && <NewProposalDialog onClose={() => setAdding(false)} />}</Suspense>
    </Page>
  )
}
