import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ProposalVersions_proposal$key } from '../__generated__/ProposalVersions_proposal.graphql'
import type { ProposalVersionsOpenMutation } from '../__generated__/ProposalVersionsOpenMutation.graphql'
import type { ProposalVersionsReprintMutation } from '../__generated__/ProposalVersionsReprintMutation.graphql'
import css from '../book/Proposals.module.css'
import { useProposalWords } from '../book/proposalWords'
import { saveLink } from '../book/sendFile'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import { Moment } from '../ui/Moment'
import { Section } from '../ui/Page'
import { useRight } from '../viewer/Viewer'

const ProposalDiff = lazy(() => import('./ProposalDiff').then((loaded) => ({ default: loaded.ProposalDiff })))

const fragment = graphql`
  fragment ProposalVersions_proposal on Proposal {
    id
    versions {
      number
      hash
      state
      pages
      readable
      issuedAt
      issuedBy {
        name
      }
    }
    steps {
      act
      at
      number
      reason
      by {
        name
      }
    }
  }
`
const open = graphql`
  mutation ProposalVersionsOpenMutation($input: OpenProposalInput!) {
    openProposal(input: $input) {
      url
    }
  }
`
const reprint = graphql`
  mutation ProposalVersionsReprintMutation($input: ReprintProposalInput!) {
    reprintProposal(input: $input) {
      ...ProposalVersions_proposal
    }
  }
`
type Props = { proposal: ProposalVersions_proposal$key; onChanged: () => void }

/** Every issue with its file and what it says otherwise, and what was done when. */
export function ProposalVersions({ proposal: ref, onChanged }: Props) {
  const { t } = useLingui()
  const words = useProposalWords()
  const { id, versions, steps } = useFragment(fragment, ref)
  const [run] = useChange<ProposalVersionsOpenMutation>(open)
  const [runReprint, reprinting] = useChange<ProposalVersionsReprintMutation>(reprint)
  const [compared, setCompared] = useState<number | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const mayOpen = useRight('Mutation.openProposal')
  const mayReprint = useRight('Mutation.reprintProposal')
  const save = async (number: number) => {
    const outcome = await run({ input: { id, number, save: true } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (outcome.ok && outcome.data.openProposal) saveLink(outcome.data.openProposal.url)
  }
  const again = async (number: number) => {
    const outcome = await runReprint({ input: { id, number } })
    setFailure(outcome.ok ? null : outcome.failure)
    if (outcome.ok) onChanged()
  }
  return (
    <>
      {(versions ?? []).length > 0 && (
        <Section title={t`Versions`}>
          <ol className={css.rows} aria-label={t`Versions of the proposal`}>
            {(versions ?? []).map((each) => (
              <li key={each.number} className={css.row}>
                <span className={css.grow}>
                  V{each.number} · <Moment at={each.issuedAt} /> · {each.issuedBy?.name ?? '—'}
                  {each.pages != null && ` · ${t`${each.pages} pages`}`}
                  <div className={css.hash} title="SHA-256">
                    {each.hash.slice(0, 16)}
                  </div>
                </span>
                {each.state === 'printed' && each.readable && mayOpen && (
                  <Button small onClick={() => void save(each.number)}>
                    {t`Download`}
                    <span className="sr-only"> V{each.number}</span>
                  </Button>
                )}
                {each.state === 'waiting' && (
                  <>
                    <Badge hue="amber">{t`The PDF is being made`}</Badge>
                    <Button small look="quiet" onClick={onChanged}>{t`Look again`}</Button>
                  </>
                )}
                {each.state === 'failed' && (
                  <>
                    <Badge hue="red">{t`The PDF could not be made`}</Badge>
                    {mayReprint && (
                      <Button small busy={reprinting} onClick={() => void again(each.number)}>{t`Try again`}</Button>
                    )}
                  </>
                )}
                {!each.readable && <span className={css.meta}>{t`It shows values that you may not read.`}</span>}
                {each.number > 1 && each.readable && (
                  <Button
                    small
                    look="quiet"
                    aria-expanded={compared === each.number}
                    onClick={() => setCompared(compared === each.number ? null : each.number)}
                  >{t`What changed`}</Button>
                )}
                {compared === each.number && (
                  <Suspense fallback={null}>
                    <ProposalDiff id={id} number={each.number} />
                  </Suspense>
                )}
              </li>
            ))}
          </ol>
          <FailureLine failure={failure} />
        </Section>
      )}
      <Section title={t`What was done`}>
        <ol className={css.rows}>
          {(steps ?? []).map((step, n) => (
            <li key={n} className={css.meta}>
              <Moment at={step.at} /> · {words.act(step.act)}
              {step.number > 0 && ` V${step.number}`} · {step.by?.name ?? t`The product`}
              {step.reason && step.act !== 'send' && ` · ${step.reason}`}
            </li>
          ))}
        </ol>
      </Section>
    </>
  )
}
