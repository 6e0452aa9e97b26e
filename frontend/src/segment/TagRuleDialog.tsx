import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { TagRuleDialogMutation } from '../__generated__/TagRuleDialogMutation.graphql'
import type { TagRuleDialogPreviewQuery } from '../__generated__/TagRuleDialogPreviewQuery.graphql'
import type { TagRuleDialogQuery } from '../__generated__/TagRuleDialogQuery.graphql'
import { useClientFacts } from '../book/useClientFacts'
import { count } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useAnswer } from '../relay/useAnswer'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { ConditionBuilder } from '../ui/condition/ConditionBuilder'
import { type Condition, edited, isWhole } from '../ui/condition/tree'
import { DialogFooter } from '../ui/Dialog'
import { FailureLine } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Moment } from '../ui/Moment'
import { TextField } from '../ui/TextField'
import { useFailureText } from '../ui/useFailureText'
import css from './ConditionForm.module.css'
import own from './TagRuleDialog.module.css'

const query = graphql`
  query TagRuleDialogQuery($id: ID!) {
    tag(id: $id) {
      version
      rule {
        number
        condition
      }
      rules {
        number
        sentence
        note
        publishedAt
        publishedBy {
          name
        }
      }
    }
  }
`
const preview = graphql`
  query TagRuleDialogPreviewQuery($condition: JSON!, $tag: ID!) {
    previewTagRule(condition: $condition, tag: $tag) {
      count
      gains
      losses
      sample {
        id
        name
      }
    }
  }
`
const publish = graphql`
  mutation TagRuleDialogMutation($input: SetTagRuleInput!) {
    setTagRule(input: $input) {
      id
      version
    }
  }
`
const EVERYBODY: Condition = { all: [] }

type Props = { id: string; onSaved: () => void; onClose: () => void }

/** Builds a tag's rule, says all the while what it would do, and puts it in force; below, what was in force before. */
export function TagRuleForm({ id, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const { tag } = useLazyLoadQuery<TagRuleDialogQuery>(query, { id }, { fetchPolicy: 'network-only' })
  const { facts, relations } = useClientFacts({ words: true })
  const [run, busy] = useChange<TagRuleDialogMutation>(publish)
  const present = (tag?.rule?.condition ?? null) as Condition | null
  const [draft, setDraft] = useState<Condition>(present ?? EVERYBODY)
  const [note, setNote] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const ready = isWhole(draft) && edited(draft).parts.length > 0
  const changed = JSON.stringify(draft) !== JSON.stringify(present)
  const put = async (condition: Condition | null) => {
    if (!tag) return
    setFailure(null)
    const outcome = await run({ input: { id, version: tag.version, condition, note: note.trim() || null } })
    if (!outcome.ok) return setFailure(outcome.failure)
    onSaved()
    onClose()
  }
  return (
    <>
      <div className={css.builder}>
        <ConditionBuilder
          label={t`Which clients bear the tag`}
          condition={draft}
          facts={facts}
          relations={relations}
          onChange={setDraft}
        />
      </div>
      <div className={css.count} role="status">
        {ready ? <Effect condition={draft} tag={id} /> : t`Something is still missing.`}
      </div>
      <TextField
        label={t`Why`}
        hint={t`Kept with this version.`}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {failure && <FailureLine failure={failure} />}
      <DialogFooter>
        {present && (
          <Button busy={busy} onClick={() => put(null)}>
            {t`Withdraw the rule`}
          </Button>
        )}
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button look="primary" busy={busy} disabled={!ready || !changed} onClick={() => put(draft)}>
          {t`Put in force`}
        </Button>
      </DialogFooter>
      {tag && tag.rules.length > 0 && (
        <section className={own.versions} aria-label={t`Versions`}>
          <h3>{t`Versions`}</h3>
          <ol>
            {tag.rules.map((rule) => (
              <li key={rule.number}>
                <strong>{t`Version ${rule.number}`}</strong> {rule.sentence ?? t`Withdrawn`}
                <span className={own.who}>
                  {rule.publishedBy?.name} <Moment at={rule.publishedAt} /> {rule.note}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </>
  )
}

/** What a rule would do, asked a moment after the last change. */
function Effect({ condition, tag }: { condition: Condition; tag: string }) {
  const { t, i18n } = useLingui()
  const words = useFailureText()
  const answer = useAnswer<TagRuleDialogPreviewQuery>(preview, { condition, tag })
  if (!answer) return <span className={css.waiting}>{t`Counting…`}</span>
  if ('failure' in answer) return <span className={css.refused}>{words(answer.failure).title}</span>
  const shown = answer.data.previewTagRule
  const gains = count(shown.gains, i18n.locale)
  const losses = count(shown.losses, i18n.locale)
  return (
    <>
      <span>{t`${plural(shown.count, { one: '# client meets it.', other: '# clients meet it.' })}`}</span>{' '}
      <strong>{t`Gains ${gains}, loses ${losses}.`}</strong>
      {shown.sample.length > 0 && (
        <span className={own.sample}>
          {t`Among them:`}{' '}
          {shown.sample.map((client, at) => (
            <span key={client.id}>
              {at > 0 && t`, `}
              <Link to={paths.client(client.id)}>{client.name}</Link>
            </span>
          ))}
        </span>
      )}
    </>
  )
}
