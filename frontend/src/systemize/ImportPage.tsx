import { useLingui } from '@lingui/react/macro'
import { useParams } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { fetchQuery, graphql, useLazyLoadQuery, useRelayEnvironment, useSubscription } from 'react-relay'
import type { GraphQLSubscriptionConfig } from 'relay-runtime'
import type { ImportPageCancelMutation } from '../__generated__/ImportPageCancelMutation.graphql'
import type { ImportPageQuery } from '../__generated__/ImportPageQuery.graphql'
import type { ImportPageSubscription } from '../__generated__/ImportPageSubscription.graphql'
import { paths } from '../paths'
import type { Failure } from '../relay/failure'
import { useChange } from '../relay/useChange'
import { Badge } from '../ui/Badge'
import { Boundary } from '../ui/Boundary'
import { buttonClass } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'
import { FailureLine, Note } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { Page } from '../ui/Page'
import { ProgressJob } from '../ui/ProgressJob'
import { SkeletonRows } from '../ui/Skeleton'
import { Stepper } from '../ui/Wizard'
import { ImportColumns } from './ImportColumns'
import { ImportPreview } from './ImportPreview'
import { ImportResult } from './ImportResult'
import css from './Imports.module.css'
import { stepOf, useImportSteps } from './importSteps'
import { named, useImportStates } from './importWords'

const query = graphql`
  query ImportPageQuery($id: ID!) {
    import(id: $id) {
      id
      file
      kind
      state
      step
      progress
      total
      revision
      message
      ...ImportResult_import
    }
    importKinds {
      key
      zh
      en
      fields {
        key
        zh
        en
        kindZh
        kindEn
        required
        hintZh
        hintEn
        values
        words
      }
    }
  }
`
const subscription = graphql`
  subscription ImportPageSubscription($id: ID!) {
    importChanged(id: $id) {
      id
      state
      step
      progress
      total
      revision
      message
      ...ImportResult_import
    }
  }
`
const cancel = graphql`
  mutation ImportPageCancelMutation($input: IdInput!) {
    cancelImport(input: $input) {
      id
      state
      step
    }
  }
`
/** Milliseconds between looks at a running step. */
const EVERY = 3000

export type ImportKind = ImportPageQuery['response']['importKinds'][number]

/** One import, at the step it is at; it goes on by itself while nobody looks. */
export function ImportPage() {
  const { importId } = useParams({ strict: false }) as { importId: string }
  return (
    <Boundary page fallback={<SkeletonRows />}>
      <Import key={importId} id={importId} />
    </Boundary>
  )
}

function Import({ id }: { id: string }) {
  const { t, i18n } = useLingui()
  const data = useLazyLoadQuery<ImportPageQuery>(query, { id }, { fetchPolicy: 'store-and-network' })
  const config = useMemo<GraphQLSubscriptionConfig<ImportPageSubscription>>(
    () => ({ subscription, variables: { id } }),
    [id],
  )
  useSubscription<ImportPageSubscription>(config)
  const environment = useRelayEnvironment()
  const working = Boolean(data.import?.step)
  // The answer of a mutation may come after the event of what followed it, and an event may be lost with its socket.
  useEffect(() => {
    if (!working) return
    const look = () => fetchQuery<ImportPageQuery>(environment, query, { id }).subscribe({})
    const timer = setInterval(look, EVERY)
    return () => clearInterval(timer)
  }, [environment, id, working])
  const steps = useImportSteps()
  const stateOf = useImportStates()
  // Whoever goes back to the columns has the preview behind him until they are checked anew.
  const [back, setBack] = useState<number | null>(null)
  const job = data.import
  const kind = data.importKinds.find(({ key }) => key === job?.kind)
  if (!job || !kind)
    return (
      <Page title={t`Imports`} padded>
        <EmptyState scene="list" title={t`There is no such import, or you may not see it.`} />
      </Page>
    )
  const look = stateOf(job.state)
  const editsColumns = job.state === 'parsed' || (job.state === 'previewed' && back === job.revision)
  const at = editsColumns ? 1 : stepOf(job.state)
  return (
    <Page
      title={job.file ?? ''}
      count={named(kind, i18n.locale)}
      padded
      actions={
        <>
          <Badge hue={look.hue} shape={look.shape}>
            {look.text}
          </Badge>
          <Link to={paths.imports()} className={buttonClass()}>{t`All imports`}</Link>
        </>
      }
    >
      <div className={css.wizard}>
        <Stepper
          steps={steps}
          at={at}
          {...(job.state === 'previewed' ? { onStep: (n: number) => n === 1 && setBack(job.revision ?? null) } : {})}
        />
        {job.message && job.state !== 'failed' && <Note tone="warn">{job.message}</Note>}
        {job.step ? (
          <Working id={id} step={job.step} progress={job.progress ?? 0} total={job.total ?? 0} />
        ) : job.state === 'failed' ? (
          <EmptyState
            scene="list"
            title={t`The file was refused; nothing was imported.`}
            actions={
              <Link to={paths.newImport(job.kind ?? undefined)} className={buttonClass('primary')}>
                {t`Choose another file`}
              </Link>
            }
          >
            {job.message}
          </EmptyState>
        ) : editsColumns ? (
          <Boundary fallback={<SkeletonRows />}>
            <ImportColumns
              key={job.revision}
              id={id}
              revision={job.revision ?? 0}
              kind={kind}
              onChosen={() => setBack(null)}
            />
          </Boundary>
        ) : job.state === 'previewed' ? (
          <Boundary fallback={<SkeletonRows />}>
            <ImportPreview id={id} revision={job.revision ?? 0} kind={kind} />
          </Boundary>
        ) : (
          <ImportResult job={job} kind={kind} />
        )}
      </div>
    </Page>
  )
}

type WorkingProps = { id: string; step: string; progress: number; total: number }

function Working({ id, step, progress, total }: WorkingProps) {
  const { t } = useLingui()
  const [cancelImport] = useChange<ImportPageCancelMutation>(cancel)
  const [failure, setFailure] = useState<Failure | null>(null)
  const title =
    { parse: t`Reading the file`, check: t`Checking every row`, commit: t`Importing`, undo: t`Undoing` }[step] ?? step
  const stop = async () => {
    const outcome = await cancelImport({ input: { id } })
    if (!outcome.ok) setFailure(outcome.failure)
  }
  return (
    <>
      <ProgressJob
        title={title}
        state="running"
        done={progress}
        total={total > 0 ? total : null}
        message={t`You may leave this page; the work goes on.`}
        {...(step === 'undo' ? {} : { onCancel: stop })}
      />
      <FailureLine failure={failure} />
    </>
  )
}
