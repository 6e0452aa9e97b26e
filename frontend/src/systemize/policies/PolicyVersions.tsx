import { useLingui } from '@lingui/react/macro'
import { Suspense, useState } from 'react'
import { graphql, useFragment, useLazyLoadQuery } from 'react-relay'
import type { PolicyEffect_effect$key } from '../../__generated__/PolicyEffect_effect.graphql'
import type { PolicyVersions_studio$key } from '../../__generated__/PolicyVersions_studio.graphql'
import type { PolicyVersionsBackMutation } from '../../__generated__/PolicyVersionsBackMutation.graphql'
import type { PolicyVersionsQuery } from '../../__generated__/PolicyVersionsQuery.graphql'
import { useChange } from '../../relay/useChange'
import { Badge } from '../../ui/Badge'
import { Boundary } from '../../ui/Boundary'
import { Button } from '../../ui/Button'
import { DataTable, endCell, wideCell } from '../../ui/DataTable'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { DiffList } from '../../ui/DiffList'
import { Moment } from '../../ui/Moment'
import { Section } from '../../ui/Page'
import { SkeletonRows } from '../../ui/Skeleton'
import css from './Policies.module.css'
import { effectFragment, PolicyEffect, useDifferences } from './PolicyEffect'
import { PolicyReview } from './PolicyReview'

const fragment = graphql`
  fragment PolicyVersions_studio on PolicyStudio {
    number
    versions {
      number
      note
      publishedAt
      publishedBy {
        name
      }
    }
    decided {
      id
      state
      note
      reason
      published
      proposedAt
      proposedBy {
        name
      }
      decidedAt
      decidedBy {
        name
      }
    }
  }
`
const query = graphql`
  query PolicyVersionsQuery($number: Int!, $other: Int!) {
    policyDifferences(number: $number, other: $other) {
      ...PolicyEffect_effect
    }
  }
`
const mutation = graphql`
  mutation PolicyVersionsBackMutation($input: RollBackPolicyInput!) {
    rollBackPolicy(input: $input) {
      number
      proposal {
        id
      }
    }
  }
`
type Props = { studio: PolicyVersions_studio$key; mayPublish: boolean; onChanged: () => void }

/** Every version with what it changed; an earlier one can be put in force again. And what two people decided. */
export function PolicyVersions({ studio, mayPublish, onChanged }: Props) {
  const { t } = useLingui()
  const { number, versions, decided } = useFragment(fragment, studio)
  const [looked, setLooked] = useState<number | null>(null)
  const [back, setBack] = useState<number | null>(null)
  const states: Record<string, string> = {
    published: t`Agreed`,
    declined: t`Declined`,
    withdrawn: t({ message: 'Taken back', context: 'policy' }),
  }
  return (
    <div className={css.stack}>
      <DataTable
        label={t`Versions`}
        heads={[
          { id: 'number', title: t`Version` },
          { id: 'at', title: t`In force since` },
          { id: 'by', title: t`By`, wide: true },
          { id: 'note', title: t`Why`, wide: true },
          { id: 'acts', title: t`Actions`, end: true },
        ]}
      >
        {versions.map((version) => (
          <tr key={version.number}>
            <td>
              {version.number} {version.number === number && <Badge hue="green">{t`In force`}</Badge>}
            </td>
            <td>
              <Moment at={version.publishedAt} />
            </td>
            <td className={wideCell}>{version.publishedBy?.name ?? t`the product`}</td>
            <td className={wideCell}>{version.note === 'shipped' ? t`as it comes with the product` : version.note}</td>
            <td className={endCell}>
              <span className={css.acts}>
                {version.number > 1 && (
                  <Button small look="quiet" onClick={() => setLooked(version.number)}>
                    {t`What changed`}
                    <span className="sr-only"> {version.number}</span>
                  </Button>
                )}
                {mayPublish && version.number !== number && (
                  <Button small look="quiet" onClick={() => setBack(version.number)}>
                    {t`Go back to it`}
                    <span className="sr-only"> {version.number}</span>
                  </Button>
                )}
              </span>
            </td>
          </tr>
        ))}
      </DataTable>
      {decided.length > 0 && (
        <Section title={t`Decided by a second person`}>
          <DataTable
            label={t`Decided by a second person`}
            heads={[
              { id: 'what', title: t`Why` },
              { id: 'by', title: t`Proposed by`, wide: true },
              { id: 'state', title: t`Decision` },
              { id: 'reason', title: t`Reason`, wide: true },
            ]}
          >
            {decided.map((each) => (
              <tr key={each.id}>
                <td>{each.note}</td>
                <td className={wideCell}>
                  {each.proposedBy?.name ?? '—'} <Moment at={each.proposedAt} />
                </td>
                <td>
                  {states[each.state] ?? each.state}
                  {each.published ? ` (${each.published})` : ''} {each.decidedBy?.name}
                </td>
                <td className={wideCell}>{each.reason ?? '—'}</td>
              </tr>
            ))}
          </DataTable>
        </Section>
      )}
      {looked !== null && <Changed number={looked} onClose={() => setLooked(null)} />}
      {back !== null && (
        <Boundary fallback={null}>
          <GoBack present={number} to={back} onDone={onChanged} onClose={() => setBack(null)} />
        </Boundary>
      )}
    </div>
  )
}

function Changed({ number, onClose }: { number: number; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog title={t`What version ${number} changed`} open onClose={onClose} size={620}>
      <Suspense fallback={<SkeletonRows rows={4} />}>
        <Boundary fallback={<SkeletonRows rows={4} />}>
          <ChangedBody number={number} />
        </Boundary>
      </Suspense>
      <DialogFooter>
        <Button onClick={onClose}>{t`Close`}</Button>
      </DialogFooter>
    </Dialog>
  )
}

function ChangedBody({ number }: { number: number }) {
  const { t } = useLingui()
  const told = useDifferences()
  const { policyDifferences } = useLazyLoadQuery<PolicyVersionsQuery>(query, { number: number - 1, other: number })
  const effect = useFragment<PolicyEffect_effect$key>(effectFragment, policyDifferences)
  const rows = told(effect)
  return (
    <Stack>
      {rows.length === 0 && <p>{t`It says the same of everything that there is today.`}</p>}
      <DiffList rows={rows} />
      <PolicyEffect of={policyDifferences} />
    </Stack>
  )
}

type BackProps = { present: number; to: number; onDone: () => void; onClose: () => void }

function GoBack({ present, to, onDone, onClose }: BackProps) {
  const { t } = useLingui()
  const { policyDifferences } = useLazyLoadQuery<PolicyVersionsQuery>(query, { number: present, other: to })
  const [run] = useChange<PolicyVersionsBackMutation>(mutation)
  const goBack = async (note: string) => {
    const outcome = await run({ input: { number: to, base: present, note } })
    return outcome.ok ? { waits: outcome.data.rollBackPolicy?.number === present } : { failure: outcome.failure }
  }
  return (
    <PolicyReview
      title={() => t`Go back to version ${to}?`}
      effect={policyDifferences}
      onConfirm={goBack}
      onDone={onDone}
      onClose={onClose}
    />
  )
}
