import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SurveyRulesEditorMutation } from '../__generated__/SurveyRulesEditorMutation.graphql'
import type { SurveyRulesEditorQuery } from '../__generated__/SurveyRulesEditorQuery.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice, Choices } from '../ui/Choice'
import { contentDifferences } from '../ui/contentDifferences'
import { DialogFooter } from '../ui/Dialog'
import { DiffList } from '../ui/DiffList'
import { FailureLine } from '../ui/ErrorState'
import { Section } from '../ui/Page'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { Toggle } from '../ui/Toggle'
import { useRetainWords } from './retainWords'
import { type SurveyContent, TELLS, useChainWords, wholeOf } from './surveyRulesContent'
import css from './Voice.module.css'

const offered = graphql`
  query SurveyRulesEditorQuery {
    messageTemplates {
      id
      zh
      en
      purpose
      archivedAt
      inForce {
        number
      }
    }
  }
`
const mutation = graphql`
  mutation SurveyRulesEditorMutation($input: PublishSurveyRulesInput!) {
    publishSurveyRules(input: $input) {
      number
    }
  }
`
type Props = {
  number: number
  newest: SurveyContent
  from: SurveyContent
  onPublished: () => void
  onClose: () => void
}
type Numbers = 'hours' | 'days' | 'low' | 'npsGap' | 'npsDays' | 'npsLow' | 'follow'

/** The next rules of surveys; what changes is seen before it holds. */
export function SurveyRulesEditor({ number, newest, from, onPublished, onClose }: Props) {
  const { t } = useLingui()
  const chain = useChainWords()
  const { zh } = useRetainWords()
  const { messageTemplates } = useLazyLoadQuery<SurveyRulesEditorQuery>(
    offered,
    {},
    { fetchPolicy: 'store-and-network' },
  )
  const [on, setOn] = useState(from.csat.on)
  const [language, setLanguage] = useState(from.csat.language)
  const [template, setTemplate] = useState(from.csat.template)
  const [tell, setTell] = useState(from.follow.tell)
  const [typed, setTyped] = useState<Record<Numbers, string>>({
    hours: String(from.csat.hours),
    days: String(from.csat.days),
    low: String(from.csat.low),
    npsGap: String(from.nps.gap),
    npsDays: String(from.nps.days),
    npsLow: String(from.nps.low),
    follow: String(from.follow.days),
  })
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [publish, busy] = useChange<SurveyRulesEditorMutation>(mutation)
  const n = (key: Numbers) => wholeOf(typed[key]) ?? -1
  const content: SurveyContent = {
    csat: { on, hours: n('hours'), days: n('days'), low: n('low'), language, template },
    nps: { gap: n('npsGap'), days: n('npsDays'), low: n('npsLow') },
    follow: { days: n('follow'), tell },
  }
  const whole = (Object.keys(typed) as Numbers[]).every((key) => wholeOf(typed[key]) !== null)
  const changes = contentDifferences(newest, content)
  const field = (key: Numbers, label: string, hint?: string) => (
    <TextField
      label={label}
      {...(hint ? { hint } : {})}
      required
      inputMode="numeric"
      value={typed[key]}
      onChange={(event) => {
        const value = event.currentTarget.value
        setTyped((old) => ({ ...old, [key]: value }))
        setFailure(null)
      }}
    />
  )
  const go = async () => {
    const outcome = await publish({ input: { base: number, content, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The rules are in force.`)
    onPublished()
  }
  const templates = messageTemplates.filter((each) => each.purpose === 'survey' && each.inForce && !each.archivedAt)
  return (
    <div className={css.form}>
      <Section title={t`After a closed request (CSAT)`}>
        <div className={css.form}>
          <Toggle label={t`Ask how content the client is`} checked={on} onChange={setOn} />
          <div className={css.fields}>
            {field('hours', t`Hours after closing`)}
            {field('days', t`Days to answer`)}
            {field('low', t`A score up to this is low`)}
          </div>
          <div className={css.fields}>
            <Choice
              label={t`Template`}
              value={template ?? 'shipped'}
              onChange={(next) => setTemplate(next === 'shipped' ? null : next)}
              items={[
                { value: 'shipped', label: t`The shipped words, by mail` },
                ...templates.map((each) => ({ value: each.id, label: zh ? each.zh : each.en })),
              ]}
            />
            <Choice
              label={t`Language`}
              value={language}
              onChange={(next) => setLanguage(next ?? 'zh-CN')}
              items={[
                { value: 'zh-CN', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
            />
          </div>
        </div>
      </Section>
      <Section title={t`Rounds of NPS`}>
        <div className={css.fields}>
          {field('npsGap', t`Days between two rounds to a client`, t`90 at least`)}
          {field('npsDays', t`Days to answer`)}
          {field('npsLow', t`A score up to this is low`)}
        </div>
      </Section>
      <Section title={t`Low answers`}>
        <div className={css.fields}>
          {field('follow', t`Workdays to ask why`)}
          <Choices
            label={t`Who is told at once`}
            items={TELLS.map((value) => ({ value, label: chain[value] ?? value }))}
            value={tell}
            onChange={setTell}
          />
        </div>
      </Section>
      <Section title={t`What changes`}>
        {changes.length === 0 ? <p className={css.meta}>{t`Nothing yet.`}</p> : <DiffList rows={changes} />}
        <TextField label={t`Why`} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
        <FailureLine failure={failure} />
      </Section>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!whole || changes.length === 0} onClick={() => void go()}>
          {t`Put in force`}
        </Button>
      </DialogFooter>
    </div>
  )
}
