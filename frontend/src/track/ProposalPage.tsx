import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { paths } from '../paths'
import { Boundary } from '../ui/Boundary'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { SkeletonRows } from '../ui/Skeleton'
import { ProposalView } from './ProposalView'

/** One proposal: what it says, how it looks, where it stands. */
export function ProposalPage() {
  const { t } = useLingui()
  const { proposalId } = useParams({ strict: false }) as { proposalId: string }
  return (
    <Page title={t`Proposal`} padded actions={<Link to={paths.proposals()}>{t`All proposals`}</Link>}>
      <Boundary fallback={<SkeletonRows rows={8} />}>
        <ProposalView key={proposalId} id={proposalId} />
      </Boundary>
    </Page>
  )
}
