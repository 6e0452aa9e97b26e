import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { SurveyWaveDialogMutation } from '../__generated__/SurveyWaveDialogMutation.graphql'
import type { SurveyWaveDialogPreviewQuery } from '../__generated__/SurveyWaveDialogPreviewQuery.graphql'
import type { SurveyWaveDialogQuery } from '../__generated__/SurveyWaveDialogQuery.graphql'
import { useClientFacts } from '../book/useClientFacts'
import { dateTime, instantOf } from '../format/date'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useAnswer } from '../relay/useAnswer'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice } from '../ui/Choice'
import { ConditionBuilder } from '../ui/condition/ConditionBuilder'
import { type Condition, isWhole } from '../ui/condition/tree'
import { MomentField } from '../ui/DateField'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import { useRetainWords } from './retainWords'
import type { WaveRow } from './SurveyWaves'
import css from './Voice.module.css'

const offered = graphql`
  query SurveyWaveDialogQuery {
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
const preview = graphql`
  query SurveyWaveDialogPreviewQuery($condition: JSON!, $template: ID) {
    previewSurveyWave(condition: $condition, template: $template) {
      total
      allowed
      reasons {
        code
        text
        count
      }
      held {
        client {
          id
          name
        }
        reasons {
          text
        }
      }
    }
  }
`
const mutation = graphql`
  mutation SurveyWaveDialogMutation($input: SaveSurveyWaveInput!) {
    saveSurveyWave(input: $input) {
      id
    }
  }
`
const DAY = 86_400_000
const EVERYBODY: Condition = { all: [] }
type Props = { wave: WaveRow | null; onSaved: () => void; onClose: () => void }

/** A round of NPS before it begins: whom it asks, in which words, from when to when; and all the while, how many that are. */
export function SurveyWaveDialog({ wave, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const { zh } = useRetainWords()
  const { messageTemplates } = useLazyLoadQuery<SurveyWaveDialogQuery>(
    offered,
    {},
    { fetchPolicy: 'store-and-network' },
  )
  const { facts, relations } = useClientFacts()
  const [now] = useState(() => Date.now())
  const [name, setName] = useState(wave?.name ?? '')
  const [condition, setCondition] = useState<Condition>((wave?.condition as Condition | undefined) ?? EVERYBODY)
  const [template, setTemplate] = useState<string | null>(wave?.template?.id ?? null)
  const [language, setLanguage] = useState(wave?.language ?? 'zh-CN')
  const [starts, setStarts] = useState<string | null>(dateTime(wave?.startsAt ?? new Date(now)))
  const [ends, setEnds] = useState<string | null>(dateTime(wave?.endsAt ?? new Date(now + 21 * DAY)))
  const [remind, setRemind] = useState(wave ? String(wave.remindDays ?? '') : '7')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [save, busy] = useChange<SurveyWaveDialogMutation>(mutation)
  const whole = isWhole(condition)
  const startsAt = instantOf(starts)
  const endsAt = instantOf(ends)
  const templates = messageTemplates.filter((each) => each.purpose === 'survey' && each.inForce && !each.archivedAt)
  const go = async () => {
    if (!startsAt || !endsAt) return
    const outcome = await save({
      input: {
        id: wave?.id ?? null,
        version: wave?.version ?? null,
        name,
        condition,
        template,
        language,
        startsAt,
        endsAt,
        remindDays: /^\d+$/.test(remind.trim()) ? Number(remind) : null,
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The round is kept as a draft; nobody is asked before it is started.`)
    onSaved()
    onClose()
  }
  return (
    <Dialog title={wave ? t`Change the round` : t`New round of NPS`} open onClose={onClose} size={760}>
      <Stack>
        <TextField
          label={t`Name of the round`}
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ConditionBuilder
          label={t`Which clients are asked`}
          condition={condition}
          facts={facts}
          relations={relations}
          onChange={setCondition}
        />
        <div role="status">
          {whole ? <Effect condition={condition} template={template} /> : t`Something is still missing.`}
        </div>
        <div className={css.fields}>
          <MomentField label={t`From`} required value={starts} onChange={setStarts} />
          <MomentField label={t`Until`} required value={ends} onChange={setEnds} />
          <TextField
            label={t`Reminder after days`}
            hint={t`Empty: none. One at most.`}
            inputMode="numeric"
            value={remind}
            onChange={(event) => setRemind(event.currentTarget.value)}
          />
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
        <FailureLine failure={failure} />
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          look="primary"
          busy={busy}
          disabled={!whole || name.trim() === '' || !startsAt || !endsAt}
          onClick={() => void go()}
        >
          {t`Keep the draft`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}

/** Whom the round would ask, told a moment after the last change. */
function Effect({ condition, template }: { condition: Condition; template: string | null }) {
  const { t } = useLingui()
  const words = useFailureText()
  const answer = useAnswer<SurveyWaveDialogPreviewQuery>(preview, { condition, template })
  if (!answer) return <span className={css.meta}>{t`Counting…`}</span>
  if ('failure' in answer) return <span>{words(answer.failure).title}</span>
  const { total, allowed, reasons, held } = answer.data.previewSurveyWave
  const why = reasons.map((each) => `${each.text} ${each.count}`).join(t`, `)
  return (
    <>
      <strong>{t`Of ${total} clients, ${allowed} can be asked.`}</strong> {why}
      {held.length > 0 && (
        <details>
          <summary>{t`Who is not asked, and why`}</summary>
          <ul className={css.reasons}>
            {held.map((each) => (
              <li key={each.client?.id}>
                {each.client && <Link to={paths.client(each.client.id)}>{each.client.name ?? '—'}</Link>}:{' '}
                {each.reasons.map(({ text }) => text).join(t`, `)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  )
}
