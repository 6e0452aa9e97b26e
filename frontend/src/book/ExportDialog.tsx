import { useLingui } from '@lingui/react/macro'
import { type FormEvent, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ExportDialogMutation } from '../__generated__/ExportDialogMutation.graphql'
import type { ExportDialogQuery } from '../__generated__/ExportDialogQuery.graphql'
import { count } from '../format/money'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Button } from '../ui/Button'
import { Choice, Choices } from '../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../ui/Dialog'
import { FailureLine, Note } from '../ui/ErrorState'
import { SkeletonRows } from '../ui/Skeleton'
import { TextField } from '../ui/TextField'
import { toast } from '../ui/Toasts'
import { useGo } from '../viewer/url'
import type { ExportQuestion } from './ExportButton'

const query = graphql`
  query ExportDialogQuery($list: String!) {
    exportColumns(list: $list) {
      key
      zh
      en
      allowed
      masked
    }
    exportRules {
      rowsAlone
      keptDays
    }
  }
`
const mutation = graphql`
  mutation ExportDialogMutation($input: RequestExportInput!) {
    requestExport(input: $input) {
      id
      state
    }
  }
`

type Props = {
  list: string
  question: ExportQuestion
  columns?: readonly string[]
  rows?: number | null
  onClose: () => void
}

/** Which columns of a list, in which format, and why. */
export function ExportDialog(props: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={t`Export`} open onClose={props.onClose} size={480}>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <Form {...props} />
      </Suspense>
    </Dialog>
  )
}

function Form({ list, question, columns = [], rows, onClose }: Props) {
  const { t, i18n } = useLingui()
  const go = useGo()
  const { exportColumns, exportRules } = useLazyLoadQuery<ExportDialogQuery>(query, { list })
  const [request, busy] = useChange<ExportDialogMutation>(mutation)
  const zh = i18n.locale === 'zh-CN'
  const allowed = exportColumns.filter((column) => column.allowed)
  const shown = allowed.filter((column) => columns.includes(column.key)).map((column) => column.key)
  const [chosen, setChosen] = useState<readonly string[]>(
    shown.length > 0 ? shown : allowed.map((column) => column.key),
  )
  const [format, setFormat] = useState('xlsx')
  const [reason, setReason] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    const outcome = await request({
      input: {
        list,
        format,
        columns: [...chosen],
        reason: reason.trim(),
        filter: question.filter ?? null,
        orderBy: question.orderBy ?? null,
        search: question.search ?? null,
        from: question.from ?? null,
        to: question.to ?? null,
      },
    })
    if (!outcome.ok) return setFailure(outcome.failure)
    const waits = outcome.data.requestExport?.state === 'waiting'
    toast(waits ? t`Somebody else has to agree to this export first.` : t`The export is being made.`, {
      action: { label: t`Show exports`, run: () => go(paths.exports()) },
    })
    onClose()
  }
  const problem = (key: string) => (failure?.field === key ? failure.message : undefined)
  const large = rows != null && rows > exportRules.rowsAlone
  if (allowed.length === 0) return <Note tone="warn">{t`You may not export this list.`}</Note>
  return (
    <form onSubmit={submit}>
      <Stack>
        {rows != null && (
          <p>{t`The list has ${count(rows, i18n.locale)} rows now, in its present filter and order.`}</p>
        )}
        <Choices
          label={t`Columns`}
          items={allowed.map((column) => ({
            value: column.key,
            label: `${zh ? column.zh : column.en}${column.masked ? ` (${t`masked`})` : ''}`,
          }))}
          value={chosen}
          onChange={setChosen}
          error={problem('columns')}
          required
        />
        <Choice
          label={t`Format`}
          items={[
            { value: 'xlsx', label: 'Excel (.xlsx)' },
            { value: 'csv', label: 'CSV' },
          ]}
          value={format}
          onChange={(next) => setFormat(next ?? 'xlsx')}
        />
        <TextField
          label={t`What for`}
          hint={t`Kept with the export.`}
          required
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={problem('reason')}
        />
        {large && (
          <Note tone="warn">{t`More than ${count(exportRules.rowsAlone, i18n.locale)} rows: somebody else has to agree.`}</Note>
        )}
        <Note>{t`The file bears your name and lies here for ${exportRules.keptDays} days.`}</Note>
        {failure && !['columns', 'reason'].includes(failure.field ?? '') && <FailureLine failure={failure} />}
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button type="submit" look="primary" busy={busy} disabled={chosen.length === 0 || reason.trim().length < 4}>
          {t`Export`}
        </Button>
      </DialogFooter>
    </form>
  )
}
