import { useLingui } from '@lingui/react/macro'
import { useEffect, useRef, useState } from 'react'
import { fetchQuery, graphql, useRelayEnvironment } from 'react-relay'
import type { PaperJobCancelMutation } from '../../__generated__/PaperJobCancelMutation.graphql'
import type { PaperJobMutation } from '../../__generated__/PaperJobMutation.graphql'
import type { PaperJobOpenMutation } from '../../__generated__/PaperJobOpenMutation.graphql'
import type { PaperJobQuery, PaperJobQuery$data } from '../../__generated__/PaperJobQuery.graphql'
import { saveLink } from '../../book/sendFile'
import { paths } from '../../paths'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Button } from '../../ui/Button'
import { Dialog, DialogFooter, Stack } from '../../ui/Dialog'
import { FailureLine, Note } from '../../ui/ErrorState'
import { Link } from '../../ui/Link'
import { type JobState, ProgressJob } from '../../ui/ProgressJob'
import type { Paper } from './paper'

const ask = graphql`
  mutation PaperJobMutation($input: RequestReportExportInput!) {
    requestReportExport(input: $input) {
      id
      state
    }
  }
`
const query = graphql`
  query PaperJobQuery($id: ID!) {
    export(id: $id) {
      id
      version
      state
      progress
      fault
    }
  }
`
const open = graphql`
  mutation PaperJobOpenMutation($input: IdInput!) {
    openExport(input: $input) {
      url
    }
  }
`
const cancel = graphql`
  mutation PaperJobCancelMutation($input: VersionedInput!) {
    cancelExport(input: $input) {
      id
      version
      state
    }
  }
`
const LOOK = 700
const SHOWN: Record<string, JobState> = {
  queued: 'queued',
  running: 'running',
  done: 'done',
  failed: 'failed',
  refused: 'failed',
  cancelled: 'cancelled',
}
type Props = { paper: Paper; format: 'XLSX' | 'PDF'; onClose: () => void }
type Job = NonNullable<PaperJobQuery$data['export']>

/** Has a paper made, tells how far it is, and saves it when it is there; who leaves finds it among the exports. */
export function PaperJob({ paper, format, onClose }: Props) {
  const { t } = useLingui()
  const environment = useRelayEnvironment()
  const [request] = useChange<PaperJobMutation>(ask)
  const [take, taking] = useChange<PaperJobOpenMutation>(open)
  const [stop] = useChange<PaperJobCancelMutation>(cancel)
  const [id, setId] = useState<string | null>(null)
  const [job, setJob] = useState<Job | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const asked = useRef(false)
  const saved = useRef(false)
  useEffect(() => {
    // Once, also where effects run twice.
    if (asked.current) return
    asked.current = true
    const { kind, id, window = null, filter = null } = paper
    void request({ input: { kind, id, format, window, filter } }).then((outcome) => {
      if (!outcome.ok) setFailure(outcome.failure)
      else setId(outcome.data.requestReportExport?.id ?? null)
    })
  }, [paper, format, request])
  const under = job === null || job.state === 'queued' || job.state === 'running'
  useEffect(() => {
    if (id === null || !under) return
    const look = () =>
      fetchQuery<PaperJobQuery>(environment, query, { id }, { fetchPolicy: 'network-only' }).subscribe({
        next: (told) => setJob(told.export ?? null),
        // The next look tells more.
        error: () => undefined,
      })
    const first = look()
    const timer = setInterval(look, LOOK)
    return () => {
      first.unsubscribe()
      clearInterval(timer)
    }
  }, [environment, id, under])
  const save = async (of: string) => {
    const outcome = await take({ input: { id: of } })
    if (!outcome.ok) return setFailure(outcome.failure)
    const url = outcome.data.openExport?.url
    if (url) saveLink(url)
  }
  useEffect(() => {
    if (job?.state !== 'done' || saved.current) return
    saved.current = true
    void save(job.id)
  })
  const title = format === 'PDF' ? t`${paper.title} as PDF` : t`${paper.title} as Excel`
  const faults: Record<string, string> = {
    report_gone: t`It is gone, or is not shown to you any more.`,
    export_rights: t`Your rights changed while it was made.`,
  }
  return (
    <Dialog title={format === 'PDF' ? t`Save as PDF` : t`Save as Excel`} open onClose={onClose} size={460}>
      <Stack>
        {failure ? (
          <FailureLine failure={failure} />
        ) : job?.state === 'waiting' ? (
          <Note tone="warn">{t`Somebody else has to agree first. It is among the exports.`}</Note>
        ) : (
          <ProgressJob
            title={title}
            state={SHOWN[job?.state ?? 'queued'] ?? 'queued'}
            done={job?.progress ?? 0}
            total={null}
            message={job?.fault ? (faults[job.fault] ?? t`It could not be made. Try again.`) : null}
            {...(job && under ? { onCancel: () => void stop({ input: { id: job.id, version: job.version } }) } : {})}
          />
        )}
        <Note>
          {t`It bears your name and the time, holds what you may see, and lies for some days among the exports.`}{' '}
          <Link to={paths.exports()}>{t`Show exports`}</Link>
        </Note>
      </Stack>
      <DialogFooter>
        {job?.state === 'done' && (
          <Button busy={taking} onClick={() => void save(job.id)}>
            {t`Save again`}
          </Button>
        )}
        <Button look="primary" onClick={onClose}>
          {t`Close`}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
