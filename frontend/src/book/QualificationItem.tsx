import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { graphql, useFragment } from 'react-relay'
import type { QualificationItem_qualification$key } from '../__generated__/QualificationItem_qualification.graphql'
import { date, dateTime } from '../format/date'
import { moneyFull } from '../format/money'
import { paths } from '../paths'
import { Badge } from '../ui/Badge'
import { TextButton } from '../ui/Button'
import { Link } from '../ui/Link'
import { useRight } from '../viewer/Viewer'
import css from './Suitability.module.css'
import { useSuitabilityWords } from './suitabilityWords'

const fragment = graphql`
  fragment QualificationItem_qualification on Qualification {
    id
    state
    purpose
    basis
    basisWords
    measures {
      measure
      amount
    }
    years
    note
    reason
    requestedAt
    requestedBy {
      name
    }
    reviewedBy {
      name
    }
    validUntil
    isMine
    proofs {
      id
      name
      uploadedAt
    }
  }
`
type Props = {
  qualification: QualificationItem_qualification$key
  client: string
  /** Before the purpose: whose it is. */
  head?: ReactNode
  onReview: () => void
}

/** One qualification: what it rests on, until when, who asked and who decided. */
export function QualificationItem({ qualification, client, head, onReview }: Props) {
  const { t, i18n } = useLingui()
  const row = useFragment(fragment, qualification)
  const words = useSuitabilityWords()
  const mayReview = useRight('Mutation.reviewQualification')
  const mayRevoke = useRight('Mutation.revokeQualification')
  const look = words.state(row.state)
  const open = row.state === 'requested' || row.state === 'in_review'
  const inForce = row.state === 'approved' || row.state === 'expiring'
  const facts = [
    ...row.measures.map((each) => `${words.measure(each.measure)} ${moneyFull(each.amount, i18n.locale)}`),
    row.years != null && t`${row.years} years of experience`,
    row.validUntil && t`until ${date(row.validUntil)}`,
  ]
  const people = [
    t`asked for on ${dateTime(row.requestedAt).slice(0, 10)}`,
    row.requestedBy?.name,
    row.reviewedBy && t`reviewed by ${row.reviewedBy.name ?? '—'}`,
  ]
  return (
    <li className={css.item}>
      <div className={css.line}>
        {head}
        <strong>{words.purpose(row.purpose)}</strong>
        <Badge hue={look.hue} shape={look.shape}>
          {look.word}
        </Badge>
        {mayReview && open && !row.isMine && <TextButton onClick={onReview}>{t`Review the request`}</TextButton>}
        {mayReview && open && row.isMine && (
          <span className={css.meta}>{t`Somebody else has to review your request.`}</span>
        )}
        {mayRevoke && inForce && row.basis !== 'recorded' && <TextButton onClick={onReview}>{t`Revoke`}</TextButton>}
      </div>
      <span>{row.basis === 'recorded' ? t`recorded before, without proof` : (row.basisWords ?? row.basis)}</span>
      <span className={css.meta}>{facts.filter(Boolean).join(' · ')}</span>
      {row.proofs.length > 0 && (
        <span className={css.meta}>
          {t`Proof:`}{' '}
          <Link to={paths.client(client, 'documents')}>
            {row.proofs.map((each) => `${each.name} ${dateTime(each.uploadedAt).slice(0, 10)}`).join(' · ')}
          </Link>
        </span>
      )}
      {(row.note || row.reason) && (
        <span className={css.reason}>{[row.note, row.reason].filter(Boolean).join(' · ')}</span>
      )}
      <span className={css.meta}>{people.filter(Boolean).join(' · ')}</span>
    </li>
  )
}
