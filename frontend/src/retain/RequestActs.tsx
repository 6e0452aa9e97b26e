import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { RequestActs_request$key } from '../__generated__/RequestActs_request.graphql'
import { Button } from '../ui/Button'
import { useViewer } from '../viewer/Viewer'
import { RequestActDialog } from './RequestActDialog'
import css from './Requests.module.css'
import { useRequestActs } from './useRequestActs'

const fragment = graphql`
  fragment RequestActs_request on ServiceRequest {
    id
    version
    state
    acts
    owner {
      id
    }
    client {
      id
    }
  }
`
const RIGHTS: Readonly<Record<string, string>> = {
  answer: 'Mutation.answerRequest',
  assign: 'Mutation.assignRequest',
  conclude: 'Mutation.concludeComplaint',
  cancel: 'Mutation.cancelRequest',
  reopen: 'Mutation.reopenRequest',
}
/** Done at once: they say nothing and can be gone on from. */
const AT_ONCE = ['start', 'resume', 'acknowledge', 'investigate', 'close']

/** What may be done with a request as it stands; most ask for a word first. */
export function RequestActs({
  request,
  onChanged,
}: {
  request: RequestActs_request$key
  onChanged: (id?: string) => void
}) {
  const { t } = useLingui()
  const it = useFragment(fragment, request)
  const { user, rightSet } = useViewer()
  const [asking, setAsking] = useState<string | null>(null)
  const { busy, run } = useRequestActs(it, onChanged)
  const titles: Record<string, string> = {
    answer: t`Answer…`,
    assign: t`Give to…`,
    start: t`Begin work`,
    wait: t`Wait for the client…`,
    resume: t`The client came back`,
    resolve: t`Resolve…`,
    close: t({ message: 'Close', context: 'request' }),
    reopen: t`Open again…`,
    cancel: t`Cancel the request…`,
    acknowledge: t`Acknowledge`,
    investigate: t`Look into it`,
    conclude: t`Conclude…`,
    escalate: t`Escalate…`,
  }
  const may = (act: string) => rightSet.has(RIGHTS[act] ?? 'Mutation.moveRequest')
  const acts = (it.acts ?? []).filter(may)
  const takes = acts.includes('assign') && user && it.owner?.id !== user.id
  if (acts.length === 0) return null
  return (
    <div className={css.acts}>
      {acts.map((act) => (
        <Button
          key={act}
          small
          look={act === acts[acts.indexOf('answer')] ? 'primary' : 'plain'}
          busy={busy}
          onClick={() => (AT_ONCE.includes(act) ? void run(act, {}) : setAsking(act))}
        >
          {titles[act] ?? act}
        </Button>
      ))}
      {takes && (
        <Button small busy={busy} onClick={() => void run('assign', { owner: user.id })}>
          {t`Take it`}
        </Button>
      )}
      {asking && (
        <RequestActDialog
          act={asking}
          title={titles[asking] ?? asking}
          client={it.client?.id ?? null}
          run={run}
          busy={busy}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  )
}
