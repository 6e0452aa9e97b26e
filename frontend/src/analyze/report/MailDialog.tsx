import { useLingui } from '@lingui/react/macro'
import { type FormEvent, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { MailDialogCreateMutation } from '../../__generated__/MailDialogCreateMutation.graphql'
import type { MailDialogQuery } from '../../__generated__/MailDialogQuery.graphql'
import type {
  MailDialogUpdateMutation,
  MailRhythm,
  PaperFormat,
} from '../../__generated__/MailDialogUpdateMutation.graphql'
import { useUserItems } from '../../book/UserChoice'
import { paths } from '../../paths'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { Choice, Choices } from '../../ui/Choice'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { FailureLine, Note } from '../../ui/ErrorState'
import { SkeletonRows } from '../../ui/Skeleton'
import { TextField } from '../../ui/TextField'
import { toast } from '../../ui/Toasts'
import { useGo } from '../../viewer/url'
import { clockOf, daysOf, minuteOf, type Paper } from './paper'
import { useMailWords } from './useMailWords'

const query = graphql`
  query MailDialogQuery {
    sendsMail
  }
`
const create = graphql`
  mutation MailDialogCreateMutation($input: CreateReportScheduleInput!) {
    createReportSchedule(input: $input) {
      id
    }
  }
`
const update = graphql`
  mutation MailDialogUpdateMutation($input: UpdateReportScheduleInput!) {
    updateReportSchedule(input: $input) {
      id
      version
    }
  }
`
export type Mailed = {
  id: string
  version: number
  subject: string
  formats: readonly PaperFormat[]
  recipients: readonly string[]
  every: MailRhythm
  day: number | null
  minute: number
}
type Props = { paper: Paper; mailed?: Mailed; onSaved?: () => void; onClose: () => void }

/** To whom a report goes, when and as what; each recipient is told what he may see himself. */
export function MailDialog(props: Props) {
  const { t } = useLingui()
  return (
    <Dialog title={t`Send by mail`} open onClose={props.onClose} size={480}>
      <Suspense fallback={<SkeletonRows rows={6} />}>
        <Form {...props} />
      </Suspense>
    </Dialog>
  )
}

function Form({ paper, mailed, onSaved, onClose }: Props) {
  const { t } = useLingui()
  const words = useMailWords()
  const go = useGo()
  const people = useUserItems()
  const { sendsMail } = useLazyLoadQuery<MailDialogQuery>(query, {})
  const [runCreate, creating] = useChange<MailDialogCreateMutation>(create)
  const [runUpdate, updating] = useChange<MailDialogUpdateMutation>(update)
  const [recipients, setRecipients] = useState<readonly string[]>(mailed?.recipients ?? [])
  const [every, setEvery] = useState<MailRhythm>(mailed?.every ?? 'WORKDAY')
  const [day, setDay] = useState<number>(mailed?.day ?? 1)
  const [clock, setClock] = useState(clockOf(mailed?.minute ?? 8 * 60 + 30))
  const [formats, setFormats] = useState<readonly PaperFormat[]>(mailed?.formats ?? ['PDF', 'XLSX'])
  const [subject, setSubject] = useState(mailed?.subject ?? '')
  const [failure, setFailure] = useState<Failure | null>(null)
  const minute = minuteOf(clock)
  const most = daysOf(every)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (minute === null) return
    setFailure(null)
    const said = {
      subject,
      formats: [...formats],
      recipients: [...recipients],
      every,
      day: most > 0 ? Math.min(day, most) : null,
      minute,
    }
    const outcome = mailed
      ? await runUpdate({ input: { id: mailed.id, version: mailed.version, ...said } })
      : await runCreate({ input: { kind: paper.kind, id: paper.id, ...said } })
    if (!outcome.ok) return setFailure(outcome.failure)
    toast(t`It will be mailed: ${words.rhythm(every, said.day, minute)}`, {
      action: { label: t`Show mails`, run: () => go(paths.reports('mails')) },
    })
    onSaved?.()
    onClose()
  }
  const problem = (key: string) => (failure?.field === key ? failure.message : undefined)
  return (
    <form onSubmit={submit}>
      <Stack>
        <p>{paper.title}</p>
        {!sendsMail && <Note tone="warn">{t`No mail server is set up here yet: mails wait until there is one.`}</Note>}
        <Choices
          label={t`Recipients`}
          items={people}
          value={recipients}
          onChange={setRecipients}
          error={problem('recipients')}
          hint={t`People of the firm. Each is told what he may see, in his language.`}
          required
        />
        <Choice
          label={t`How often`}
          items={words.rhythms}
          value={every}
          onChange={(next) => setEvery((next ?? 'DAILY') as MailRhythm)}
          error={problem('every')}
        />
        {most > 0 && (
          <Choice
            label={t`On which day`}
            items={words.days(every)}
            value={String(Math.min(day, most))}
            onChange={(next) => setDay(Number(next ?? 1))}
            error={problem('day')}
          />
        )}
        <TextField
          label={t`Time`}
          type="time"
          required
          value={clock}
          onChange={(event) => setClock(event.currentTarget.value)}
          error={problem('minute')}
        />
        <Choices
          label={t`Attached as`}
          items={[
            { value: 'XLSX', label: 'Excel' },
            { value: 'PDF', label: 'PDF' },
          ]}
          value={formats}
          onChange={(next) => setFormats(next as PaperFormat[])}
          error={problem('formats')}
          required
        />
        <TextField
          label={t`Subject`}
          hint={t`Empty: the name of the report. The day is added.`}
          maxLength={120}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
          error={problem('subject')}
        />
        {failure && !['recipients', 'every', 'day', 'minute', 'formats', 'subject'].includes(failure.field ?? '') && (
          <FailureLine failure={failure} />
        )}
      </Stack>
      <DialogFooter>
        <Button onClick={onClose}>{t`Cancel`}</Button>
        <Button
          type="submit"
          look="primary"
          busy={creating || updating}
          disabled={recipients.length === 0 || formats.length === 0 || minute === null}
        >
          {mailed ? t`Save` : t`Set up`}
        </Button>
      </DialogFooter>
    </form>
  )
}
