import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useFragment, useRelayEnvironment } from 'react-relay'
import { fetchQuery } from 'relay-runtime'
import type { ApprovalChain_approval$key } from '../__generated__/ApprovalChain_approval.graphql'
import type { ApprovalChainQuery } from '../__generated__/ApprovalChainQuery.graphql'
import { dateTime } from '../format/date'
import { asFailure } from '../relay/failure'
import { Button } from '../ui/Button'
import { toast } from '../ui/Toasts'
import { useFailureText } from '../ui/useFailureText'
import css from './Approvals.module.css'
import { useApprovalWords } from './approvalWords'

const fragment = graphql`
  fragment ApprovalChain_approval on Approval {
    id
    acts {
      number
      act
      comment
      at
      hash
      by {
        name
      }
      for {
        name
      }
      to {
        name
      }
    }
  }
`
const query = graphql`
  query ApprovalChainQuery($id: ID!) {
    verifyApproval(id: $id) {
      sound
      links
      brokenAt
    }
  }
`

/** Everything that was done, each with its hash; and whether the chain is whole, when asked. */
export function ApprovalChain({ approval }: { approval: ApprovalChain_approval$key }) {
  const { t } = useLingui()
  const words = useApprovalWords()
  const failed = useFailureText()
  const environment = useRelayEnvironment()
  const { id, acts } = useFragment(fragment, approval)
  const [busy, setBusy] = useState(false)
  const verify = async () => {
    setBusy(true)
    const found = await fetchQuery<ApprovalChainQuery>(environment, query, { id }, { fetchPolicy: 'network-only' })
      .toPromise()
      .catch((error) => void toast(failed(asFailure(error)).title, 'bad'))
    setBusy(false)
    const verdict = found?.verifyApproval
    if (!verdict) return
    if (verdict.sound) toast(t`All ${verdict.links} links are as they were written.`)
    else toast(t`Link ${verdict.brokenAt ?? 0} is not as it was written.`, 'bad')
  }
  return (
    <>
      <ol className={css.chain}>
        {(acts ?? []).map((act) => (
          <li key={act.number}>
            <span className={css.head}>
              <span className={css.meta}>{dateTime(act.at)}</span>
              <span>
                {[act.by?.name, words.act(act.act), act.to?.name && `→ ${act.to.name}`].filter(Boolean).join(' ')}
              </span>
              {act.for && <span className={css.meta}>{t`for ${act.for.name ?? '—'}`}</span>}
              <span className={css.hash} title={act.hash}>
                {act.hash.slice(0, 8)}
              </span>
            </span>
            {act.comment && <p className={css.said}>{act.comment}</p>}
          </li>
        ))}
      </ol>
      <div>
        <Button small busy={busy} onClick={() => void verify()}>
          {t`Check the chain`}
        </Button>
      </div>
    </>
  )
}
