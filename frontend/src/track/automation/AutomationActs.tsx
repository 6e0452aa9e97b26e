import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { AutomationActs_automation$key } from '../../__generated__/AutomationActs_automation.graphql'
import type { AutomationActsArchiveMutation } from '../../__generated__/AutomationActsArchiveMutation.graphql'
import type { AutomationActsOwnMutation } from '../../__generated__/AutomationActsOwnMutation.graphql'
import { useBoth } from '../../book/journeyWords'
import { UserChoice } from '../../book/UserChoice'
import { WhatUsesButton } from '../../book/WhatUsesButton'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { FailureLine } from '../../ui/ErrorState'
import { toast } from '../../ui/Toasts'
import { useFailureText } from '../../ui/useFailureText'
import { useRight } from '../../viewer/Viewer'

const fragment = graphql`
  fragment AutomationActs_automation on Automation {
    id
    version
    zh
    en
    archivedAt
    owner {
      id
      name
    }
  }
`
const archive = graphql`
  mutation AutomationActsArchiveMutation($input: ArchiveAutomationInput!) {
    archiveAutomation(input: $input) {
      ...AutomationActs_automation
      ...AutomationSwitch_automation
    }
  }
`
const give = graphql`
  mutation AutomationActsOwnMutation($input: OwnAutomationInput!) {
    ownAutomation(input: $input) {
      ...AutomationActs_automation
      ...AutomationSwitch_automation
    }
  }
`
type Props = { automation: AutomationActs_automation$key; onChanged: () => void }

/** Who is told when it fails; taking it out of use, and back. */
export function AutomationActs({ automation, onChanged }: Props) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useFailureText()
  const row = useFragment(fragment, automation)
  const mayArchive = useRight('Mutation.archiveAutomation')
  const mayGive = useRight('Mutation.ownAutomation')
  const [runArchive, archiving] = useChange<AutomationActsArchiveMutation>(archive)
  const [runGive, giving] = useChange<AutomationActsOwnMutation>(give)
  const [owner, setOwner] = useState<string | null>(null)
  const [open, setOpen] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const put = async (archived: boolean, version: number, undone: boolean) => {
    const outcome = await runArchive({ input: { id: row.id, version, archived } })
    if (!outcome.ok) return toast(outcome.failure.message || words(outcome.failure).title, 'bad')
    toast(archived ? t`Out of use and switched off; its receipts stay.` : t`In use again, switched off.`, {
      key: row.id,
      ...(undone ? {} : { action: { label: t`Undo`, run: () => void put(!archived, version + 1, true) } }),
    })
    onChanged()
  }
  const hand = async () => {
    setFailure(null)
    const outcome = await runGive({ input: { id: row.id, version: row.version, owner: owner ?? '' } })
    if (!outcome.ok) return setFailure(outcome.failure)
    setOpen(false)
    onChanged()
  }
  return (
    <>
      <WhatUsesButton fact={row.id} name={both(row)} />
      {mayGive && (
        <Button
          aria-haspopup="dialog"
          onClick={() => {
            setOwner(row.owner?.id ?? null)
            setOpen(true)
          }}
        >
          {t`Responsible: ${row.owner?.name ?? '—'}`}
        </Button>
      )}
      {mayArchive && (
        <Button busy={archiving} onClick={() => void put(!row.archivedAt, row.version, false)}>
          {row.archivedAt ? t`Use again` : t`Take out of use`}
        </Button>
      )}
      <Dialog title={t`Who is responsible`} open={open} onClose={() => setOpen(false)} size={420}>
        <Stack>
          <UserChoice
            label={t({ message: 'Responsible', context: 'automation' })}
            hint={t`Told when a run needs attention.`}
            required
            value={owner}
            onChange={setOwner}
          />
          <FailureLine failure={failure} />
        </Stack>
        <DialogFooter>
          <Button onClick={() => setOpen(false)}>{t`Cancel`}</Button>
          <Button look="primary" busy={giving} disabled={!owner || owner === row.owner?.id} onClick={() => void hand()}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </Dialog>
    </>
  )
}
