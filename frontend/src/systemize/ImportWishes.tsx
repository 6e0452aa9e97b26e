import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ImportWishes_import$key } from '../__generated__/ImportWishes_import.graphql'
import type { ImportWishesMutation } from '../__generated__/ImportWishesMutation.graphql'
import { UserChoice } from '../book/UserChoice'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Choice } from '../ui/Choice'
import { FailureLine } from '../ui/ErrorState'
import { Toggle } from '../ui/Toggle'
import type { ImportKind } from './ImportPage'
import css from './Imports.module.css'
import { useDecisions } from './importWords'

const fragment = graphql`
  fragment ImportWishes_import on Import {
    id
    wishes {
      createTags
      onTwin
      owner {
        id
      }
    }
  }
`
const wish = graphql`
  mutation ImportWishesMutation($input: WishImportInput!) {
    wishImport(input: $input) {
      id
      revision
      ...ImportWishes_import
    }
  }
`
type Props = { job: ImportWishes_import$key; kind: ImportKind; twins: number }

/** What is to be done for the whole file: with twins, and for clients with owners and tags. */
export function ImportWishes({ job, kind, twins }: Props) {
  const { t } = useLingui()
  const { id, wishes } = useFragment(fragment, job)
  const [wishImport] = useChange<ImportWishesMutation>(wish)
  const [failure, setFailure] = useState<Failure | null>(null)
  const decisions = useDecisions()
  const now = {
    owner: wishes?.owner?.id ?? null,
    createTags: wishes?.createTags ?? false,
    onTwin: wishes?.onTwin ?? 'skip',
  }
  const say = async (change: Partial<typeof now>) => {
    const outcome = await wishImport({ input: { id, wishes: { ...now, ...change } } })
    setFailure(outcome.ok ? null : outcome.failure)
  }
  const clients = kind.key === 'clients'
  if (!clients && twins === 0) return null
  return (
    <div className={css.wishes}>
      {twins > 0 && (
        <Choice
          label={t`Rows that are there for certain`}
          items={decisions}
          value={now.onTwin}
          onChange={(onTwin) => say({ onTwin: onTwin ?? 'skip' })}
        />
      )}
      {clients && (
        <>
          <UserChoice
            label={t`Owner where the file names none`}
            value={now.owner}
            onChange={(owner) => say({ owner })}
            clearable
          />
          <Toggle
            label={t`Make tags that are missing`}
            checked={now.createTags}
            onChange={(createTags) => say({ createTags })}
          />
        </>
      )}
      <FailureLine failure={failure} />
    </div>
  )
}
