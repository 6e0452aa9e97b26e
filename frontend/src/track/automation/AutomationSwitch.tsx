import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { AutomationSwitch_automation$key } from '../../__generated__/AutomationSwitch_automation.graphql'
import type { AutomationSwitchMutation } from '../../__generated__/AutomationSwitchMutation.graphql'
import { useBoth } from '../../book/journeyWords'
import { useChange } from '../../relay/useChange'
import { Badge } from '../../ui/Badge'
import { toast } from '../../ui/Toasts'
import { Toggle } from '../../ui/Toggle'
import { useFailureText } from '../../ui/useFailureText'
import { useRight } from '../../viewer/Viewer'

const fragment = graphql`
  fragment AutomationSwitch_automation on Automation {
    id
    version
    zh
    en
    number
    on
    archivedAt
  }
`
const mutation = graphql`
  mutation AutomationSwitchMutation($input: SwitchAutomationInput!) {
    switchAutomation(input: $input) {
      ...AutomationSwitch_automation
      dueAt
    }
  }
`

/** Whether it starts runs; who may not switch it reads so. Switching is taken back from the toast. */
export function AutomationSwitch({ automation }: { automation: AutomationSwitch_automation$key }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useFailureText()
  const row = useFragment(fragment, automation)
  const [run, busy] = useChange<AutomationSwitchMutation>(mutation)
  const may = useRight('Mutation.switchAutomation') && row.number > 0 && !row.archivedAt
  const put = async (on: boolean, version: number, undone: boolean) => {
    const outcome = await run({ input: { id: row.id, version, on } })
    if (!outcome.ok) return toast(outcome.failure.message || words(outcome.failure).title, 'bad')
    const text = on ? t`Switched on: ${both(row)}` : t`Switched off: ${both(row)}; what runs goes on.`
    toast(text, {
      key: row.id,
      ...(undone ? {} : { action: { label: t`Undo`, run: () => void put(!on, version + 1, true) } }),
    })
  }
  if (!may) return <Badge hue={row.on ? 'green' : 'neutral'}>{row.on ? t`On` : t`Off`}</Badge>
  return (
    <Toggle
      label={
        <>
          {row.on ? t`On` : t`Off`}
          <span className="sr-only"> {both(row)}</span>
        </>
      }
      checked={row.on}
      disabled={busy}
      onChange={(on) => void put(on, row.version, false)}
    />
  )
}
