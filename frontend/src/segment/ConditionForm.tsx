import { plural } from '@lingui/core/macro'
import { useLingui } from '@lingui/react/macro'
import { useMemo, useState } from 'react'
import { graphql } from 'react-relay'
import type { ConditionFormQuery } from '../__generated__/ConditionFormQuery.graphql'
import { useClientFacts } from '../book/useClientFacts'
import { count } from '../format/money'
import { useAnswer } from '../relay/useAnswer'
import { Button } from '../ui/Button'
import { ConditionBuilder } from '../ui/condition/ConditionBuilder'
import { sentenceOf } from '../ui/condition/sentence'
import { type Condition, edited, isWhole } from '../ui/condition/tree'
import { DialogFooter } from '../ui/Dialog'
import { useFailureText } from '../ui/useFailureText'
import css from './ConditionForm.module.css'
import { filterOfCondition } from './clientCondition'

const query = graphql`
  query ConditionFormQuery($filter: ClientFilter!) {
    clients(filter: $filter, first: 1) {
      totalCount
      hasMoreThanCount
    }
  }
`
const EVERYBODY: Condition = { all: [] }

/** The condition in the words of the reader's language. */
export function ConditionWords({ condition }: { condition: Condition }) {
  const { i18n } = useLingui()
  const { facts, relations } = useClientFacts()
  const known = useMemo(() => new Map(facts.map((fact) => [fact.key, fact])), [facts])
  return <>{sentenceOf(edited(condition), known, i18n.locale, relations)}</>
}

type Props = { condition: Condition | null; onApply: (text: string | null) => void; onCancel: () => void }

/** Builds the condition of the list and says all the while how many clients meet it. */
export function ConditionForm({ condition, onApply, onCancel }: Props) {
  const { t } = useLingui()
  const { facts, relations } = useClientFacts()
  const [draft, setDraft] = useState<Condition>(condition ?? EVERYBODY)
  const whole = isWhole(draft)
  const empty = edited(draft).parts.length === 0
  return (
    <>
      <div className={css.builder}>
        <ConditionBuilder
          label={t`Which clients`}
          condition={draft}
          facts={facts}
          relations={relations}
          onChange={setDraft}
        />
      </div>
      <p className={css.count} role="status">
        {empty ? (
          t`Without a condition all clients are listed.`
        ) : whole ? (
          <Met condition={draft} />
        ) : (
          t`Something is still missing.`
        )}
      </p>
      <DialogFooter>
        <Button onClick={onCancel}>{t`Cancel`}</Button>
        <Button
          look="primary"
          disabled={!whole && !empty}
          onClick={() => onApply(empty ? null : JSON.stringify(draft))}
        >
          {t`Apply`}
        </Button>
      </DialogFooter>
    </>
  )
}

/** How many clients meet a condition, asked a moment after the last change. */
function Met({ condition }: { condition: Condition }) {
  const { t, i18n } = useLingui()
  const words = useFailureText()
  const answer = useAnswer<ConditionFormQuery>(query, { filter: filterOfCondition(condition) })
  if (!answer) return <span className={css.waiting}>{t`Counting…`}</span>
  if ('failure' in answer) return <span className={css.refused}>{words(answer.failure).title}</span>
  const { totalCount: n, hasMoreThanCount } = answer.data.clients
  return hasMoreThanCount
    ? t`More than ${count(n, i18n.locale)} clients meet it.`
    : t`${plural(n, { one: '# client meets it.', other: '# clients meet it.' })}`
}
