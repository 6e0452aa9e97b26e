import { useLingui } from '@lingui/react/macro'
import { useEffect, useState } from 'react'
import { graphql } from 'react-relay'
import type { TemplateTrialQuery, TemplateTrialQuery$data } from '../__generated__/TemplateTrialQuery.graphql'
import { ClientChoice } from '../book/ClientChoice'
import css from '../book/Journeys.module.css'
import { useBoth } from '../book/journeyWords'
import { useAnswer } from '../relay/useAnswer'
import { Button } from '../ui/Button'
import type { Item } from '../ui/Choice'
import { Note } from '../ui/ErrorState'
import { useFailureText } from '../ui/useFailureText'
import type { Trial } from './canvas/board'
import type { TemplateContent } from './templateContent'

const query = graphql`
  query TemplateTrialQuery($template: ID!, $content: JSON!, $client: ID!) {
    tryJourneyTemplate(template: $template, content: $content, client: $client) {
      stage
      enteredOn
      leftOn
      criteria {
        key
        held
      }
      tasks {
        key
        dueOn
      }
      approvals {
        key
        zh
        en
        usable
        decidable
        dueOn
      }
    }
  }
`
type Stages = TemplateTrialQuery$data['tryJourneyTemplate']
type Props = { template: string; content: TemplateContent; onTried: (trial: Trial | null) => void }

/** Tries what is being edited on one client: which criteria hold now, and by when each task would be due. */
export function TemplateTrial({ template, content, onTried }: Props) {
  const { t } = useLingui()
  const [client, setClient] = useState<Item | null>(null)
  const [open, setOpen] = useState(false)
  const end = () => {
    setClient(null)
    setOpen(false)
    onTried(null)
  }
  if (!open) return <Button small onClick={() => setOpen(true)}>{t`Try it on a client`}</Button>
  return (
    <>
      <ClientChoice label={t`Try it on`} value={client} onChange={setClient} />
      {client && <Tried template={template} content={content} client={client.value} onTried={onTried} />}
      <Button small onClick={end}>{t`End the trial`}</Button>
    </>
  )
}

function Tried({ client, template, content, onTried }: Props & { client: string }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useFailureText()
  const answer = useAnswer<TemplateTrialQuery>(query, { template, content, client })
  const stages = answer && 'data' in answer ? answer.data.tryJourneyTemplate : null
  useEffect(() => onTried(stages ? trialOf(stages) : null), [stages, onTried])
  if (answer && 'failure' in answer) return <Note tone="warn">{words(answer.failure).title}</Note>
  if (!stages) return null
  const stuck = stages.find(({ criteria }) => criteria.some(({ held }) => !held))
  const stage = content.stages.find(({ key }) => key === stuck?.stage)
  const lacking = stuck?.criteria.filter(({ held }) => !held).map(({ key }) => nameIn(stage?.criteria, key, both)) ?? []
  const approvals = stages.flatMap((each) => each.approvals.map((approval) => ({ ...approval, stage: each.stage })))
  return (
    <>
      <p className={css.meta} role="status">
        {stuck
          ? t`He would be held first in “${stage ? both(stage) : stuck.stage}”: ${lacking.join(', ')}.`
          : t`All exit criteria hold of him now.`}
      </p>
      {approvals.map((each) =>
        !each.usable ? (
          <Note key={`${each.stage} ${each.key}`} tone="warn">
            {t`“${both(each)}” is out of use: it is not asked for, and the stage waits for it.`}
          </Note>
        ) : each.decidable ? (
          <p key={`${each.stage} ${each.key}`} className={css.meta}>
            {t`“${both(each)}” is asked for and decided by ${each.dueOn}, if each step takes its time.`}
          </p>
        ) : (
          <Note key={`${each.stage} ${each.key}`} tone="warn">
            {t`“${both(each)}” would wait: not enough people could decide it.`}
          </Note>
        ),
      )}
    </>
  )
}

type Named = readonly { key: string; zh: string; en: string }[] | undefined

function nameIn(items: Named, key: string, both: (words: { zh: string; en: string }) => string): string {
  const found = items?.find((item) => item.key === key)
  return found ? both(found) : key
}

const trialOf = (stages: Stages): Trial => ({
  entered: new Map(stages.map(({ stage, enteredOn }) => [stage, enteredOn])),
  held: new Map(stages.flatMap(({ stage, criteria }) => criteria.map(({ key, held }) => [`${stage}.${key}`, held]))),
  due: new Map(stages.flatMap(({ stage, tasks }) => tasks.map(({ key, dueOn }) => [`${stage}.${key}`, dueOn]))),
})
