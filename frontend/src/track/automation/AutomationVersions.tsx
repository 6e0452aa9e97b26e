import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type {
  AutomationVersions_automation$data,
  AutomationVersions_automation$key,
} from '../../__generated__/AutomationVersions_automation.graphql'
import type { AutomationVersionsMutation } from '../../__generated__/AutomationVersionsMutation.graphql'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { differing } from '../../ui/DiffList'
import { ReviewDialog } from '../../ui/ReviewDialog'
import { toast } from '../../ui/Toasts'
import { VersionList } from '../../ui/VersionList'
import { useRight } from '../../viewer/Viewer'
import type { Begun } from './AutomationView'
import { differences } from './differences'
import { usePlaces } from './usePlaces'

const fragment = graphql`
  fragment AutomationVersions_automation on Automation {
    id
    number
    versions {
      number
      content
      note
      publishedAt
      publishedBy {
        name
      }
      changes {
        path
        before
        after
      }
    }
  }
`
const revert = graphql`
  mutation AutomationVersionsMutation($input: RevertAutomationInput!) {
    revertAutomation(input: $input) {
      id
      ...AutomationVersions_automation
    }
  }
`
type Version = AutomationVersions_automation$data['versions'][number]
type Props = {
  automation: AutomationVersions_automation$key
  onBegin: ((version: Begun) => void) | null
  onChanged: () => void
}

/** All versions with what each changed; an earlier one is begun from, or put in force again as it was. */
export function AutomationVersions({ automation, onBegin, onChanged }: Props) {
  const { t } = useLingui()
  const places = usePlaces()
  const { id, number, versions } = useFragment(fragment, automation)
  const mayRevert = useRight('Mutation.revertAutomation')
  const [run] = useChange<AutomationVersionsMutation>(revert)
  const [back, setBack] = useState<Version | null>(null)
  const newest = versions[0]
  const go = async (version: Version) => {
    const outcome = await run({ input: { automation: id, base: number, number: version.number, note: null } })
    if (!outcome.ok) return outcome.failure
    toast(t`Version ${version.number} is in force again.`)
    onChanged()
    return null
  }
  return (
    <>
      <VersionList
        versions={versions}
        changesOf={(version) => differing(version.changes, '', places)}
        since={(version) =>
          mayRevert && version.number !== number ? (
            <Button small look="quiet" aria-haspopup="dialog" onClick={() => setBack(version)}>
              {t`Put in force again`}
              <span className="sr-only"> {t`Version ${version.number}`}</span>
            </Button>
          ) : null
        }
        onBegin={onBegin}
      />
      {back && newest && (
        <ReviewDialog
          title={t`Put version ${back.number} in force again?`}
          differences={differences(newest.content, back.content).map(([path, before, after]) => ({
            label: places(path),
            before,
            after,
          }))}
          effect={<p>{t`It becomes version ${number + 1}; runs that are under way keep theirs.`}</p>}
          confirm={t`Put in force`}
          onConfirm={() => go(back)}
          onClose={() => setBack(null)}
        />
      )}
    </>
  )
}
