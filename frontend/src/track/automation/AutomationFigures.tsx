import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type { AutomationFigures_automation$key } from '../../__generated__/AutomationFigures_automation.graphql'
import type { AutomationFiguresMutation } from '../../__generated__/AutomationFiguresMutation.graphql'
import { count } from '../../format/money'
import { paths } from '../../paths'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { Link } from '../../ui/Link'
import { Moment } from '../../ui/Moment'
import { Section } from '../../ui/Page'
import { toast } from '../../ui/Toasts'
import { useFailureText } from '../../ui/useFailureText'
import { useRight } from '../../viewer/Viewer'
import own from './Automations.module.css'

const fragment = graphql`
  fragment AutomationFigures_automation on Automation {
    id
    figures {
      runs
      done
      failed
      unfit
      heldBack
      made
      lastRunAt
    }
  }
`
const replay = graphql`
  mutation AutomationFiguresMutation($input: ReplayAutomationInput!) {
    replayAutomation(input: $input) {
      ...AutomationFigures_automation
    }
  }
`
type Props = { automation: AutomationFigures_automation$key; onChanged: () => void }

/** What it did in the last 30 days; all that need attention can be tried again at once. */
export function AutomationFigures({ automation, onChanged }: Props) {
  const { t, i18n } = useLingui()
  const words = useFailureText()
  const { id, figures } = useFragment(fragment, automation)
  const mayRuns = useRight('Query.automationRuns')
  const mayReplay = useRight('Mutation.replayAutomation')
  const [run, busy] = useChange<AutomationFiguresMutation>(replay)
  const again = async () => {
    const outcome = await run({ input: { automation: id } })
    if (!outcome.ok) return toast(outcome.failure.message || words(outcome.failure).title, 'bad')
    toast(t`All that need attention are tried again.`)
    onChanged()
  }
  const figure = (title: string, value: number, state?: string) => (
    <div>
      <dt>{title}</dt>
      <dd>
        {state && mayRuns && value > 0 ? (
          <Link to={paths.automationRuns({ automation: id, state })}>{count(value, i18n.locale)}</Link>
        ) : (
          count(value, i18n.locale)
        )}
      </dd>
    </div>
  )
  return (
    <Section
      title={t`Last 30 days`}
      actions={
        mayReplay && figures.failed > 0 ? (
          <Button small busy={busy} onClick={() => void again()}>
            {t`Try all again`}
          </Button>
        ) : undefined
      }
    >
      <dl className={own.figures}>
        {figure(t`Runs`, figures.runs)}
        {figure(t`Ended well`, figures.done, 'done')}
        {figure(t`Need attention`, figures.failed, 'failed')}
        {figure(t`Condition did not hold`, figures.unfit)}
        {figure(t`Held back by limits`, figures.heldBack)}
        {figure(t`Things it made`, figures.made)}
        <div>
          <dt>{t`Last run`}</dt>
          <dd>
            <Moment at={figures.lastRunAt} />
          </dd>
        </div>
      </dl>
    </Section>
  )
}
