import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useMemo, useState } from 'react'
import { ProposalsList } from '../book/ProposalsList'
import { Button } from '../ui/Button'
import { Section } from '../ui/Page'
import { useRight } from '../viewer/Viewer'

const NewProposalDialog = lazy(() =>
  import('../book/NewProposalDialog').then((loaded) => ({ default: loaded.NewProposalDialog })),
)

/** The proposals of a client, the latest first. */
export function ProposalsPanel({ id }: { id: string }) {
  const { t } = useLingui()
  const [adding, setAdding] = useState(false)
  const filter = useMemo(() => ({ client: id }), [id])
  const mayAdd = useRight('Mutation.createProposal')
  return (
    <>
      <Section
        title={t`Proposals`}
        actions={mayAdd && <Button small onClick={() => setAdding(true)}>{t`New proposal`}</Button>}
      >
        <ProposalsList filter={filter} orderBy={null} whose={false} />
      </Section>
      <Suspense fallback={null}>
        {adding && <NewProposalDialog client={id} onClose={() => setAdding(false)} />}
      </Suspense>
    </>
  )
}
