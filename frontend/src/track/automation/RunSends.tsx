import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { RunSends_run$key } from '../../__generated__/RunSends_run.graphql'
import type { RunSendsMutation } from '../../__generated__/RunSendsMutation.graphql'
import { useRunWords } from '../../book/automationWords'
import css from '../../book/Journeys.module.css'
import { useChange } from '../../relay/useChange'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Moment } from '../../ui/Moment'
import { RecordSection } from '../../ui/RecordPanel'
import { toast } from '../../ui/Toasts'
import { useFailureText } from '../../ui/useFailureText'
import { useRight } from '../../viewer/Viewer'
import own from './Automations.module.css'

const fragment = graphql`
  fragment RunSends_run on AutomationRun {
    id
    sends {
      id
      target
      state
      attempts
      dueAt
      sentAt
      status
    }
  }
`
const settle = graphql`
  mutation RunSendsMutation($input: SettleAutomationSendInput!) {
    settleAutomationSend(input: $input) {
      id
      ...RunSends_run
    }
  }
`

/** What left the house; of what is in doubt somebody says whether it arrived. */
export function RunSends({ run, onChanged }: { run: RunSends_run$key; onChanged: () => void }) {
  const { t } = useLingui()
  const words = useRunWords()
  const faults = useFailureText()
  const { id, sends } = useFragment(fragment, run)
  const maySettle = useRight('Mutation.settleAutomationSend')
  const [call, busy] = useChange<RunSendsMutation>(settle)
  const put = async (send: string, sent: boolean) => {
    const outcome = await call({ input: { run: id, send, sent } })
    if (!outcome.ok) return toast(outcome.failure.message || faults(outcome.failure).title, 'bad')
    onChanged()
  }
  if (!sends?.length) return null
  return (
    <RecordSection title={t`Calls to other systems`}>
      <ul className={own.taken}>
        {sends.map((send) => {
          const { word, hue, shape } = words.send(send.state)
          return (
            <li key={send.id}>
              <span className={own.badges}>
                <Badge hue={hue} shape={shape}>
                  {word}
                </Badge>
                {send.status && <span className={own.meta}>{t`answered ${send.status}`}</span>}
                <span className={own.meta}>
                  {t`tried ${send.attempts} times`} <Moment at={send.sentAt ?? send.dueAt} />
                </span>
              </span>
              <span>{send.target}</span>
              {maySettle && ['in_doubt', 'failed'].includes(send.state) && (
                <span className={css.acts}>
                  <Button small busy={busy} onClick={() => void put(send.id, true)}>{t`It arrived`}</Button>
                  <Button small busy={busy} onClick={() => void put(send.id, false)}>{t`Send it again`}</Button>
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </RecordSection>
  )
}
