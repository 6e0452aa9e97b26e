import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { ApprovalViewQuery, ApprovalViewQuery$data } from '../__generated__/ApprovalViewQuery.graphql'
import { dateTime } from '../format/date'
import { moneyFull } from '../format/money'
import { useCommands } from '../keyboard/commands'
import { paths } from '../paths'
import { Failure } from '../relay/failure'
import { Button } from '../ui/Button'
import { ErrorState } from '../ui/ErrorState'
import { Link } from '../ui/Link'
import { useNarrow } from '../ui/useNarrow'
import { useRight } from '../viewer/Viewer'
import { ApprovalActDialog } from './ApprovalActDialog'
import { ApprovalChain } from './ApprovalChain'
import { ApprovalState } from './ApprovalState'
import { ApprovalSteps } from './ApprovalSteps'
import css from './Approvals.module.css'
import { useBoth } from './journeyWords'
import type { Act } from './useApprovalChange'

const ApprovalProposal = lazy(() =>
  import('./ApprovalProposal').then((loaded) => ({ default: loaded.ApprovalProposal })),
)
const RequestApprovalDialog = lazy(() =>
  import('./RequestApprovalDialog').then((loaded) => ({ default: loaded.RequestApprovalDialog })),
)

const query = graphql`
  query ApprovalViewQuery($id: ID!) {
    approval(id: $id) {
      id
      version
      zh
      en
      about
      state
      title
      round
      submittedAt
      dueAt
      expiresAt
      voidField
      form
      can
      fields {
        key
        zh
        en
        kind
        options {
          key
          zh
          en
        }
      }
      kind {
        id
      }
      requester {
        name
      }
      client {
        id
        name
      }
      document {
        id
        name
      }
      copies {
        user {
          id
          name
        }
      }
      ...ApprovalSteps_approval
      ...ApprovalChain_approval
    }
  }
`
type Approval = NonNullable<ApprovalViewQuery$data['approval']>

/** One approval: what is asked, of what, its steps, its chain, and what the reader may do with it. */
export function ApprovalView({ id, onChanged }: { id: string; onChanged?: () => void }) {
  const { t } = useLingui()
  const both = useBoth()
  const mayProposals = useRight('Query.proposalOfApproval')
  const [turn, setTurn] = useState(0)
  const again = { fetchPolicy: turn ? 'network-only' : 'store-and-network', fetchKey: turn } as const
  const { approval } = useLazyLoadQuery<ApprovalViewQuery>(query, { id }, again)
  if (!approval) return <ErrorState failure={new Failure('NOT_FOUND', '')} />
  const changed = () => {
    setTurn((n) => n + 1)
    onChanged?.()
  }
  return (
    <article className={css.whole} aria-label={approval.title}>
      <header className={css.head}>
        <h3>{approval.title}</h3>
        <ApprovalState state={approval.state} />
        <span className={css.meta}>
          {[
            both(approval),
            approval.requester?.name,
            approval.submittedAt && dateTime(approval.submittedAt),
            approval.round > 1 && t`round ${approval.round}`,
            approval.state === 'pending' && approval.expiresAt && t`lapses ${dateTime(approval.expiresAt)}`,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </header>
      {approval.voidField && (
        <p role="status">{t`Voided, because “${approval.voidField}” of its subject changed after it was handed in.`}</p>
      )}
      <Subject approval={approval} />
      {mayProposals && approval.about === 'client' && (
        <Suspense fallback={null}>
          <ApprovalProposal approval={approval.id} />
        </Suspense>
      )}
      <Acts approval={approval} onChanged={changed} />
      <Form approval={approval} />
      <ApprovalSteps approval={approval} />
      {(approval.copies ?? []).length > 0 && (
        <p className={css.meta}>
          {t`Copies: ${(approval.copies ?? []).map(({ user }) => user?.name ?? '—').join(', ')}`}
        </p>
      )}
      <section aria-label={t`What was done`}>
        <ApprovalChain approval={approval} />
      </section>
    </article>
  )
}

function Subject({ approval }: { approval: Approval }) {
  const { t } = useLingui()
  if (approval.about === 'free') return null
  if (!approval.client) return <p className={css.meta}>{t`You may not see what it is about.`}</p>
  const tab = approval.about === 'journey' ? 'journey' : approval.about === 'document' ? 'documents' : undefined
  return (
    <p>
      <Link to={paths.client(approval.client.id, tab)}>{approval.client.name}</Link>
      {approval.document && <span className={css.meta}>{` · ${approval.document.name}`}</span>}
    </p>
  )
}

function Form({ approval }: { approval: Approval }) {
  const { i18n } = useLingui()
  const both = useBoth()
  const values = (approval.form ?? {}) as Record<string, string>
  const filled = (approval.fields ?? []).filter(({ key }) => values[key])
  if (filled.length === 0) return null
  const shown = ({ key, kind, options }: (typeof filled)[number]) => {
    const value = values[key] ?? ''
    if (kind === 'money') return moneyFull(value, i18n.locale)
    const option = options.find((each) => each.key === value)
    return option ? both(option) : value
  }
  return (
    <dl className={css.form}>
      {filled.map((field) => (
        <div key={field.key} style={{ display: 'contents' }}>
          <dt>{both(field)}</dt>
          <dd>{shown(field)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Acts({ approval, onChanged }: { approval: Approval; onChanged: () => void }) {
  const { t } = useLingui()
  const narrow = useNarrow()
  const [act, setAct] = useState<Act | null>(null)
  const [mending, setMending] = useState(false)
  const can = new Set(approval.can ?? [])
  useCommands(
    [
      ...(can.has('approve')
        ? [{ id: 'approval.approve', title: t`Agree`, keys: 'a', run: () => setAct('approve') }]
        : []),
      ...(can.has('reject')
        ? [{ id: 'approval.reject', title: t`Reject`, keys: 'r', run: () => setAct('reject') }]
        : []),
    ],
    t`Approvals`,
  )
  const names: readonly [Act, string][] = [
    ['submit', t`Hand in`],
    ['approve', t`Agree`],
    ['reject', t`Reject`],
    ['return', t({ message: 'Return', context: 'approval' })],
    ['transfer', t`Hand on…`],
    ['add', t`Add a signer…`],
    ['withdraw', t`Withdraw`],
  ]
  return (
    <div className={css.acts}>
      {can.has('edit') && (
        <Button small={!narrow} onClick={() => setMending(true)}>
          {t`Mend…`}
        </Button>
      )}
      {names
        .filter(([name]) => can.has(name))
        .map(([name, title]) => (
          <Button
            key={name}
            small={!narrow}
            look={name === 'approve' || name === 'submit' ? 'primary' : 'plain'}
            onClick={() => setAct(name)}
          >
            {title}
          </Button>
        ))}
      <Button small={!narrow} look="quiet" onClick={() => setAct('copy')}>
        {t`Copy to…`}
      </Button>
      <Button small={!narrow} look="quiet" onClick={() => setAct('comment')}>
        {t`Comment…`}
      </Button>
      {act && <ApprovalActDialog approval={approval} act={act} onDone={onChanged} onClose={() => setAct(null)} />}
      {mending && (
        <Suspense fallback={null}>
          <RequestApprovalDialog
            mended={{
              id: approval.id,
              version: approval.version,
              kind: approval.kind?.id ?? '',
              title: approval.title,
              form: (approval.form ?? {}) as Record<string, string>,
            }}
            onDone={onChanged}
            onClose={() => setMending(false)}
          />
        </Suspense>
      )}
    </div>
  )
}
