import { useLingui } from '@lingui/react/macro'
import { graphql, useFragment } from 'react-relay'
import type {
  ApprovalSteps_approval$data,
  ApprovalSteps_approval$key,
} from '../__generated__/ApprovalSteps_approval.graphql'
import { dateTime } from '../format/date'
import { Badge } from '../ui/Badge'
import css from './Approvals.module.css'
import { looks, useApprovalWords } from './approvalWords'
import { useBoth } from './journeyWords'

const fragment = graphql`
  fragment ApprovalSteps_approval on Approval {
    round
    steps {
      id
      round
      batch
      zh
      en
      mode
      quorum
      state
      dueAt
      signers {
        id
        state
        comment
        decidedAt
        user {
          id
          name
        }
        decidedBy {
          id
          name
        }
        handedBy {
          name
        }
        addedBy {
          name
        }
        deputy {
          name
        }
      }
    }
  }
`
type Step = NonNullable<ApprovalSteps_approval$data['steps']>[number]

/** The steps round by round, the present round first: who has decided, who is asked, who stands in for whom. */
export function ApprovalSteps({ approval }: { approval: ApprovalSteps_approval$key }) {
  const { t } = useLingui()
  const { steps } = useFragment(fragment, approval)
  const rounds = [...Map.groupBy(steps ?? [], (step) => step.round)].sort(([a], [b]) => b - a)
  if (rounds.length === 0) return <p className={css.meta}>{t`It was not handed in yet.`}</p>
  return (
    <>
      {rounds.map(([round, own]) => (
        <section key={round} aria-label={t`Round ${round}`}>
          {rounds.length > 1 && <h3 className={css.meta}>{t`Round ${round}`}</h3>}
          <ol className={css.steps}>
            {[...Map.groupBy(own, (step) => step.batch)].map(([batch, together]) => (
              <li key={batch} className={css.batch}>
                {together.map((step) => (
                  <One key={step.id} step={step} />
                ))}
              </li>
            ))}
          </ol>
        </section>
      ))}
    </>
  )
}

function One({ step }: { step: Step }) {
  const { t } = useLingui()
  const both = useBoth()
  const words = useApprovalWords()
  const wanted = step.mode === 'quorum' ? t`${step.quorum ?? 1} have to agree` : words.mode(step.mode)
  return (
    <div className={step.state === 'open' ? `${css.step} ${css.open}` : css.step}>
      <h4>{both(step)}</h4>
      <span className={css.meta}>
        {[wanted, step.state === 'open' && step.dueAt && t`due ${dateTime(step.dueAt)}`].filter(Boolean).join(' · ')}
      </span>
      <ul>
        {(step.signers ?? []).map((signer) => (
          <li key={signer.id}>
            <span className={css.head}>
              <strong>{signer.user?.name ?? '—'}</strong>
              <Badge {...(looks[signer.state] ?? {})}>{words.voice(signer.state)}</Badge>
              {signer.decidedBy && signer.decidedBy.id !== signer.user?.id && (
                <span className={css.meta}>{t`by ${signer.decidedBy.name ?? '—'} as deputy`}</span>
              )}
              {signer.deputy && <span className={css.meta}>{t`away; ${signer.deputy.name ?? '—'} may decide`}</span>}
              {signer.handedBy && <span className={css.meta}>{t`from ${signer.handedBy.name ?? '—'}`}</span>}
              {signer.addedBy && <span className={css.meta}>{t`added by ${signer.addedBy.name ?? '—'}`}</span>}
              {signer.decidedAt && <span className={css.meta}>{dateTime(signer.decidedAt)}</span>}
            </span>
            {signer.comment && <p className={css.said}>{signer.comment}</p>}
          </li>
        ))}
      </ul>
    </div>
  )
}
