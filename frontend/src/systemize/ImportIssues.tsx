import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { ImportIssues_findings$key } from '../__generated__/ImportIssues_findings.graphql'
import type { ImportIssuesFixMutation } from '../__generated__/ImportIssuesFixMutation.graphql'
import { count } from '../format/money'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Button } from '../ui/Button'
import { FailureLine } from '../ui/ErrorState'
import type { ImportKind } from './ImportPage'
import css from './Imports.module.css'
import { named } from './importWords'

const fragment = graphql`
  fragment ImportIssues_findings on ImportFindings {
    issues {
      field
      code
      effect
      message
      rows
    }
  }
`
const fix = graphql`
  mutation ImportIssuesFixMutation($input: FixImportColumnInput!) {
    fixImportColumn(input: $input) {
      id
      state
      step
      revision
      progress
      total
    }
  }
`
type Props = {
  id: string
  kind: ImportKind
  findings: ImportIssues_findings$key
  code: string | null
  onCode: (code: string | null) => void
}

/** What was found, with the ways to mend a whole column. */
export function ImportIssues({ id, kind, findings, code, onCode }: Props) {
  const { t, i18n } = useLingui()
  const { issues } = useFragment(fragment, findings)
  const [fixColumn, busy] = useChange<ImportIssuesFixMutation>(fix)
  const [failure, setFailure] = useState<Failure | null>(null)
  const told = issues.filter((issue) => issue.effect !== 'skips')
  if (told.length === 0) return null
  const mend = async (field: string, how: string, value?: string) => {
    const outcome = await fixColumn({ input: { id, field, fix: how, value: value ?? null } })
    setFailure(outcome.ok ? null : outcome.failure)
  }
  return (
    <section aria-label={t`What was found`}>
      <ul className={css.issues}>
        {told.map((issue) => {
          const field = kind.fields.find(({ key }) => key === issue.field)
          const refuses = issue.effect === 'refuses'
          return (
            <li key={`${issue.field} ${issue.code}`} className={css.issue}>
              <span>
                <Badge hue={refuses ? 'red' : 'amber'} shape={refuses ? 'cross' : 'half'}>
                  {count(issue.rows, i18n.locale)}
                </Badge>{' '}
                {field && <strong>{named(field, i18n.locale)}</strong>} {issue.message}
              </span>
              <Button
                small
                look="quiet"
                aria-pressed={code === issue.code}
                onClick={() => onCode(code === issue.code ? null : issue.code)}
              >
                {t`Show the rows`}
              </Button>
              {field && issue.code === 'ambiguous_date' && (
                <>
                  <Button
                    small
                    disabled={busy}
                    onClick={() => mend(field.key, 'date_order', 'dmy')}
                  >{t`Day first`}</Button>
                  <Button
                    small
                    disabled={busy}
                    onClick={() => mend(field.key, 'date_order', 'mdy')}
                  >{t`Month first`}</Button>
                </>
              )}
              {field && refuses && !field.required && issue.code !== 'hidden_row' && (
                <Button small disabled={busy} onClick={() => mend(field.key, 'drop_bad')}>
                  {t`Leave such cells empty`}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      <FailureLine failure={failure} />
    </section>
  )
}
