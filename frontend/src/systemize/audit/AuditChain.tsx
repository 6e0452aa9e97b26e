import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { graphql, useLazyLoadQuery } from 'react-relay'
import type { AuditChainMutation } from '../../__generated__/AuditChainMutation.graphql'
import type { AuditChainQuery } from '../../__generated__/AuditChainQuery.graphql'
import { count } from '../../format/money'
import type { Failure } from '../../relay/failure'
import { useChange } from '../../relay/useChange'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { CopyButton } from '../../ui/CopyButton'
import { FailureLine, Note } from '../../ui/ErrorState'
import { Moment } from '../../ui/Moment'
import { Section } from '../../ui/Page'
import { toast } from '../../ui/Toasts'
import { useRight } from '../../viewer/Viewer'
import css from './Audit.module.css'

const query = graphql`
  query AuditChainQuery {
    auditChain {
      seals
      rows
      waiting
      sealedAt
      head
      check {
        at
        by {
          name
        }
        rows
        faults
        findings {
          kind
          seal
          entry
        }
      }
    }
  }
`
const mutation = graphql`
  mutation AuditChainMutation($input: CheckAuditInput!, $idempotencyKey: String) {
    checkAudit(input: $input, idempotencyKey: $idempotencyKey) {
      rows
      check {
        faults
      }
    }
  }
`

/** How far the seals over the audit reach, what the last check found, and a check now. */
export function AuditChain() {
  const { t, i18n } = useLingui()
  const [fetchKey, setFetchKey] = useState(0)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [change, busy] = useChange<AuditChainMutation>(mutation)
  const mayCheck = useRight('Mutation.checkAudit')
  const { auditChain: chain } = useLazyLoadQuery<AuditChainQuery>(
    query,
    {},
    { fetchPolicy: 'store-and-network', fetchKey },
  )
  const number = (value: number) => count(value, i18n.locale)
  const { check } = chain
  const checkNow = async () => {
    setFailure(null)
    const done = await change({ input: {} })
    if (!done.ok) return setFailure(done.failure)
    setFetchKey((key) => key + 1)
    const told = done.data.checkAudit
    if (told?.check?.faults === 0) toast(t`All ${number(told.rows)} sealed entries are as they were.`)
  }
  const words: Record<string, string> = {
    changed: t`An entry was changed afterwards`,
    missing: t`An entry is gone`,
    inserted: t`An entry was put in afterwards`,
    broken: t`A seal does not follow the one before`,
    truncated: t`A seal is not the one that was kept outside the database`,
  }
  return (
    <Section
      title={t`Seals`}
      actions={
        mayCheck && (
          <Button small onClick={checkNow} busy={busy}>
            {t`Check now`}
          </Button>
        )
      }
    >
      {failure && <FailureLine failure={failure} />}
      {check && check.faults > 0 && (
        <Note tone="warn">
          {t`The last check found ${number(check.faults)} places that were changed behind the product's back. Tell whoever keeps the servers, and compare with a backup.`}
          <ul>
            {check.findings.map((each) => (
              <li key={`${each.kind}${each.seal}${each.entry}`}>
                {words[each.kind] ?? each.kind}
                {each.seal != null && <> · {t`seal ${number(each.seal)}`}</>}
                {each.entry && (
                  <>
                    {' '}
                    <code>{each.entry}</code>
                  </>
                )}
              </li>
            ))}
          </ul>
        </Note>
      )}
      <dl className={css.facts}>
        <div>
          <dt>{t`Sealed entries`}</dt>
          <dd>
            {number(chain.rows)}
            {chain.waiting > 0 && <small> {t`${number(chain.waiting)} wait for the next minute`}</small>}
          </dd>
        </div>
        <div>
          <dt>{t`Last seal`}</dt>
          <dd>
            {chain.seals > 0 ? t`No. ${number(chain.seals)}` : '—'} <Moment at={chain.sealedAt} />
          </dd>
        </div>
        <div>
          <dt>{t`Last check`}</dt>
          <dd>
            {check ? (
              <>
                <Badge hue={check.faults === 0 ? 'green' : 'red'}>
                  {check.faults === 0 ? t`Whole` : t`${number(check.faults)} faults`}
                </Badge>{' '}
                <Moment at={check.at} /> <small>{check.by?.name ?? t`by night`}</small>
              </>
            ) : (
              '—'
            )}
          </dd>
        </div>
        {chain.head && (
          <div>
            <dt>{t`Newest hash`}</dt>
            <dd className={css.mono}>
              {chain.head.slice(0, 16)}… <CopyButton text={chain.head} label={t`Copy the whole hash`} />
            </dd>
          </div>
        )}
      </dl>
    </Section>
  )
}
