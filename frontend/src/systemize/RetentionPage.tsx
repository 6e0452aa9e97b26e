import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { RetentionPageMutation } from '../__generated__/RetentionPageMutation.graphql'
import type { RetentionPageQuery, RetentionPageQuery$data } from '../__generated__/RetentionPageQuery.graphql'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { DataTable, endCell } from '../ui/DataTable'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { Page } from '../ui/Page'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useRight } from '../viewer/Viewer'
import css from './Systemize.module.css'

const query = graphql`
  query RetentionPageQuery {
    documentRules {
      category
      zh
      en
      years
      usual
    }
  }
`
const mutation = graphql`
  mutation RetentionPageMutation($input: SetDocumentRuleInput!) {
    setDocumentRule(input: $input) {
      category
      years
    }
  }
`

type Rule = RetentionPageQuery$data['documentRules'][number]

/** For how many years documents of each category are kept, and what is usual. */
export function RetentionPage() {
  const { t, i18n } = useLingui()
  const [fetchKey, setFetchKey] = useState(0)
  const { documentRules } = useLazyLoadQuery<RetentionPageQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey },
  )
  const mayChange = useRight('Mutation.setDocumentRule')
  const [changing, setChanging] = useState<Rule | null>(null)
  const named = (rule: Rule) => (i18n.locale === 'zh-CN' ? rule.zh : rule.en)
  const said = (years: number) => (years === 0 ? t`as long as somebody wants it` : t`${years} years`)
  return (
    <Page title={t`Retention`}>
      <div className={css.lead}>
        <Note>
          {t`Counted from the client's last record in the ledger. What has to be kept cannot be deleted, and is not shredded if it was deleted before.`}
        </Note>
      </div>
      <DataTable
        label={t`Retention`}
        heads={[
          { id: 'category', title: t`Category` },
          { id: 'years', title: t`Kept for` },
          { id: 'usual', title: t`Usual` },
          ...(mayChange ? [{ id: 'act', title: t`Actions`, end: true }] : []),
        ]}
      >
        {documentRules.map((rule) => (
          <tr key={rule.category}>
            <td>{named(rule)}</td>
            <td>{rule.years === rule.usual ? said(rule.years) : <strong>{said(rule.years)}</strong>}</td>
            <td>{said(rule.usual)}</td>
            {mayChange && (
              <td className={endCell}>
                <Button small aria-label={t`Change ${named(rule)}`} onClick={() => setChanging(rule)}>
                  {t`Change`}
                </Button>
              </td>
            )}
          </tr>
        ))}
      </DataTable>
      {changing && (
        <ChangeDialog
          rule={changing}
          name={named(changing)}
          onChanged={() => setFetchKey((key) => key + 1)}
          onClose={() => setChanging(null)}
        />
      )}
    </Page>
  )
}

type Props = { rule: Rule; name: string; onChanged: () => void; onClose: () => void }

function ChangeDialog({ rule, name, onChanged, onClose }: Props) {
  const { t } = useLingui()
  const [run, busy] = useChange<RetentionPageMutation>(mutation)
  const [years, setYears] = useState(String(rule.years))
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const whole = /^\d{1,2}$/.test(years.trim())
  const save = async () => {
    setFailure(null)
    const outcome = await run({
      input: { category: rule.category, years: Number(years.trim()), reason: reason.trim() },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`The period was changed.`)
    onChanged()
    onClose()
  }
  const problem = (key: string) => (failure?.field === key ? failure.message : undefined)
  return (
    <Dialog title={t`Retention of ${name}`} open onClose={onClose} size={420}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Stack>
          <TextField
            label={t`Years`}
            hint={t`0: as long as somebody wants it.`}
            required
            inputMode="numeric"
            data-autofocus
            value={years}
            onChange={(event) => setYears(event.currentTarget.value)}
            error={whole ? problem('years') : t`Whole years from 0 to 99.`}
          />
          {whole && Number(years) < rule.usual && (
            <Note tone="warn">{t`This is shorter than the ${rule.usual} years that are usual by law; ask counsel.`}</Note>
          )}
          <TextField
            label={t`Reason`}
            hint={t`Kept in the audit.`}
            required
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={problem('reason')}
          />
          {failure && !['years', 'reason'].includes(failure.field ?? '') && <FailureLine failure={failure} />}
        </Stack>
        <DialogFooter>
          <Button onClick={onClose}>{t`Cancel`}</Button>
          <Button type="submit" look="primary" busy={busy} disabled={!whole || reason.trim().length < 4}>
            {t`Save`}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  )
}
