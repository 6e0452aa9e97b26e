import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { HookPanel_automation$key } from '../../__generated__/HookPanel_automation.graphql'
import type { HookPanelCloseMutation } from '../../__generated__/HookPanelCloseMutation.graphql'
import type { HookPanelMutation } from '../../__generated__/HookPanelMutation.graphql'
import css from '../../book/Journeys.module.css'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { FailureLine, Note } from '../../ui/ErrorState'
import { Moment } from '../../ui/Moment'
import { Section } from '../../ui/Page'
import { Secret } from '../../ui/Secret'
import { useRight } from '../../viewer/Viewer'

const fragment = graphql`
  fragment HookPanel_automation on Automation {
    id
    hook {
      open
      number
      openedAt
    }
  }
`
const open = graphql`
  mutation HookPanelMutation($input: AutomationHookInput!) {
    openAutomationHook(input: $input) {
      number
      path
      secret
    }
  }
`
const close = graphql`
  mutation HookPanelCloseMutation($input: AutomationHookInput!) {
    closeAutomationHook(input: $input) {
      ...HookPanel_automation
    }
  }
`
type Shown = { path: string; secret: string }
type Props = { automation: HookPanel_automation$key; onChanged: () => void }

/** The way by which another system starts it: opened, renewed, closed. The secret is shown once. */
export function HookPanel({ automation, onChanged }: Props) {
  const { t } = useLingui()
  const { id, hook } = useFragment(fragment, automation)
  const mayOpen = useRight('Mutation.openAutomationHook')
  const mayClose = useRight('Mutation.closeAutomationHook')
  const [runOpen, opening] = useChange<HookPanelMutation>(open)
  const [runClose, closing] = useChange<HookPanelCloseMutation>(close)
  const [shown, setShown] = useState<Shown | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const begin = async () => {
    setFailure(null)
    const outcome = await runOpen({ input: { automation: id, number: hook.number } })
    if (!outcome.ok) return setFailure(outcome.failure)
    setShown(outcome.data.openAutomationHook ?? null)
    onChanged()
  }
  const end = async () => {
    setFailure(null)
    const outcome = await runClose({ input: { automation: id, number: hook.number } })
    if (!outcome.ok) return setFailure(outcome.failure)
    setShown(null)
    onChanged()
  }
  return (
    <Section
      title={t`Started by another system`}
      actions={
        <span className={css.acts}>
          {mayOpen && (
            <Button small busy={opening} onClick={() => void begin()}>
              {hook.open ? t`New address and secret` : t`Open the way`}
            </Button>
          )}
          {mayClose && hook.open && <Button small busy={closing} onClick={() => void end()}>{t`Close the way`}</Button>}
        </span>
      }
    >
      <p>
        {hook.open ? t`Open since` : t`Closed: calls are refused.`} {hook.open && <Moment at={hook.openedAt} />}
      </p>
      {shown && (
        <div className={css.panel}>
          <Note>{t`The secret is shown once. Those from before are void.`}</Note>
          <Secret label={t`Address`} text={`${location.origin}${shown.path}`} />
          <Secret label={t`Secret`} text={shown.secret} />
        </div>
      )}
      <FailureLine failure={failure} />
    </Section>
  )
}
